using System.Runtime.InteropServices;

namespace Treff.Sfu.Udp;

/// <summary>What the kernel tells beside a received message: control messages (struct cmsghdr and its data), one behind the other.</summary>
internal readonly ref struct ReceivedControl(ReadOnlySpan<byte> bytes)
{
    /// <summary>A length of UDP_GRO takes 24, a time stamp 32.</summary>
    public const int MaxBytes = 64;

    // size_t, then level and type.
    private static readonly int HeaderBytes = nuint.Size + sizeof(int) + sizeof(int);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The data of the first message of a kind, at least as long as asked for.</summary>
    public bool TryFind(int level, int type, int length, out ReadOnlySpan<byte> data)
    {
        for (var rest = _bytes; rest.Length >= HeaderBytes;)
        {
            var messageBytes = (int)MemoryMarshal.Read<nuint>(rest);
            if (messageBytes < HeaderBytes || messageBytes > rest.Length)
                break;
            data = rest[HeaderBytes..messageBytes];
            if (MemoryMarshal.Read<int>(rest[nuint.Size..]) == level && MemoryMarshal.Read<int>(rest[(nuint.Size + sizeof(int))..]) == type)
                return data.Length >= length;
            rest = rest[Math.Min(rest.Length, (messageBytes + nuint.Size - 1) & ~(nuint.Size - 1))..];
        }

        data = default;
        return false;
    }
}
