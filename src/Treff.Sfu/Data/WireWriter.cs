using System.Numerics;

namespace Treff.Sfu.Data;

/// <summary>Writes protobuf fields into a buffer whose length was computed before.</summary>
internal ref struct WireWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Length { get; private set; }

    /// <summary>Bytes that <see cref="WriteBytes"/> takes: none for an empty value, as protobuf leaves those out.</summary>
    public static int BytesLength(int number, ReadOnlySpan<byte> value) =>
        value.Length == 0 ? 0 : PrefixLength(number, value.Length) + value.Length;

    /// <summary>Bytes of the tag and length of a field with content of a length.</summary>
    public static int PrefixLength(int number, int length) => VarintLength(Tag(number, WireType.LengthDelimited)) + VarintLength((uint)length);

    public void WriteBytes(int number, ReadOnlySpan<byte> value)
    {
        if (value.Length == 0)
            return;
        WritePrefix(number, value.Length);
        WriteRaw(value);
    }

    /// <summary>Tag and length of a field whose content follows.</summary>
    public void WritePrefix(int number, int length)
    {
        WriteVarint(Tag(number, WireType.LengthDelimited));
        WriteVarint((uint)length);
    }

    public void WriteVarint(int number, uint value)
    {
        WriteVarint(Tag(number, WireType.Varint));
        WriteVarint(value);
    }

    public void WriteRaw(ReadOnlySpan<byte> field)
    {
        field.CopyTo(_destination[Length..]);
        Length += field.Length;
    }

    private static uint Tag(int number, WireType type) => ((uint)number << 3) | (uint)type;

    private static int VarintLength(uint value) => ((31 - BitOperations.LeadingZeroCount(value | 1)) / 7) + 1;

    private void WriteVarint(uint value)
    {
        while (value >= 0x80)
        {
            _destination[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _destination[Length++] = (byte)value;
    }
}
