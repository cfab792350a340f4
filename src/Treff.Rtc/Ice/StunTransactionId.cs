using System.Buffers.Binary;

namespace Treff.Rtc.Ice;

/// <summary>The 96 bits that pair a response with its request (RFC 8489 section 5).</summary>
public readonly record struct StunTransactionId(uint High, ulong Low)
{
    public const int Length = 12;

    public static StunTransactionId Create(IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[Length];
        random.Fill(bytes);
        return Read(bytes);
    }

    internal static StunTransactionId Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[4..]));

    internal void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[4..], Low);
    }
}
