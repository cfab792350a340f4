using System.Buffers.Binary;

namespace Treff.Rtc;

/// <summary>Random bytes, handed in: a cryptographic source in production, a seeded one in tests.</summary>
public interface IRandomSource
{
    void Fill(Span<byte> destination);
}

public static class RandomSourceExtensions
{
    public static uint NextUInt32(this IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[4];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
