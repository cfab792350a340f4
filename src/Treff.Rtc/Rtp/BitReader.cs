namespace Treff.Rtc.Rtp;

/// <summary>
/// Reads bit fields, most significant bit first. Reading past the end gives zeros and sets <see cref="IsOverrun"/>: a parser reads on and
/// asks once.
/// </summary>
internal ref struct BitReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;

    public bool IsOverrun { get; private set; }

    public bool ReadFlag() => Read(1) != 0;

    /// <summary>Up to 32 bits: f(n) of the AV1 RTP specification.</summary>
    public uint Read(int bits)
    {
        if (_position + bits > _data.Length * 8)
        {
            IsOverrun = true;
            return 0;
        }

        uint value = 0;
        for (var i = 0; i < bits; i++, _position++)
            value = (value << 1) | ((uint)(_data[_position >> 3] >> (7 - (_position & 7))) & 1);
        return value;
    }

    /// <summary>A number below <paramref name="count"/> in as few bits as that takes: ns(n) of the AV1 RTP specification.</summary>
    public int ReadNonSymmetric(int count)
    {
        var width = 32 - int.LeadingZeroCount(count);
        var shorter = (1 << width) - count;
        var value = (int)Read(width - 1);
        return value < shorter ? value : (value << 1) - shorter + (int)Read(1);
    }
}
