using System.Buffers.Binary;

namespace Treff.Rtc.Rtp;

/// <summary>
/// Writes an RTP header into the caller's span: the fixed part first, then any number of extension elements, then
/// <see cref="Finish"/>, which pads and returns the header's length. Starts in the one-byte extension form and changes to the two-byte
/// form when an element needs it (RFC 8285 section 4.1.2: only when the peer negotiated extmap-allow-mixed).
/// </summary>
public ref struct RtpHeaderWriter
{
    private const int ElementsOffset = RtpPacket.MinHeaderLength + 4;

    private readonly Span<byte> _destination;
    private readonly bool _allowTwoByte;
    private bool _twoByte;
    private int _length;

    /// <summary>
    /// Writes the fixed header into at least 12 bytes. Without <paramref name="allowTwoByte"/> an element that does not fit the one-byte
    /// form is left out.
    /// </summary>
    public RtpHeaderWriter(Span<byte> destination, in RtpHeader header, bool allowTwoByte = true)
    {
        _destination = destination;
        _allowTwoByte = allowTwoByte;
        _length = ElementsOffset;
        destination[0] = 0x80;
        destination[1] = (byte)((header.Marker ? 0x80 : 0) | (header.PayloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], header.SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], header.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], header.Ssrc);
    }

    /// <summary>Adds one element under its negotiated id, 1 to 255; 0 means "not negotiated" and writes nothing.</summary>
    /// <returns>False when it was left out: no id, too long, no room.</returns>
    public bool TryAddExtension(int id, scoped ReadOnlySpan<byte> value)
    {
        if (id is <= 0 or > 255 || value.Length > 255) return false;
        if (!_twoByte && (id > 14 || value.Length is 0 or > 16) && !TryChangeToTwoByte(value.Length)) return false;

        var prefix = _twoByte ? 2 : 1;
        if (_length + prefix + value.Length > _destination.Length - 3) return false;

        if (_twoByte)
        {
            _destination[_length] = (byte)id;
            _destination[_length + 1] = (byte)value.Length;
        }
        else
        {
            _destination[_length] = (byte)((id << 4) | (value.Length - 1));
        }

        value.CopyTo(_destination[(_length + prefix)..]);
        _length += prefix + value.Length;
        return true;
    }

    /// <summary>Pads the extension block and returns the length of the whole header.</summary>
    public readonly int Finish()
    {
        if (_length == ElementsOffset) return RtpPacket.MinHeaderLength;

        var end = (_length + 3) & ~3;
        _destination[_length..end].Clear();
        _destination[0] |= 0x10;
        BinaryPrimitives.WriteUInt16BigEndian(
            _destination[RtpPacket.MinHeaderLength..],
            _twoByte ? RtpExtensionEnumerator.TwoByteProfile : RtpExtensionEnumerator.OneByteProfile);
        BinaryPrimitives.WriteUInt16BigEndian(_destination[(RtpPacket.MinHeaderLength + 2)..], (ushort)((end - ElementsOffset) / 4));
        return end;
    }

    // The elements written so far get one more byte each: rare (a key frame's dependency structure), so a copy is fine.
    private bool TryChangeToTwoByte(int nextLength)
    {
        // 14 ids of 17 bytes each is the most the one-byte form can have held, apart from repeated ids.
        Span<byte> written = stackalloc byte[256];
        var oldLength = _length - ElementsOffset;
        if (!_allowTwoByte || oldLength > written.Length || _length + 2 + nextLength > _destination.Length - 3) return false;

        _destination[ElementsOffset.._length].CopyTo(written);
        written = written[..oldLength];
        var elements = 0;
        foreach (var _ in new RtpExtensionEnumerator(RtpExtensionEnumerator.OneByteProfile, written)) elements++;
        if (_length + elements + 2 + nextLength > _destination.Length - 3) return false;

        _twoByte = true;
        _length = ElementsOffset;
        foreach (var element in new RtpExtensionEnumerator(RtpExtensionEnumerator.OneByteProfile, written))
            TryAddExtension(element.Id, element.Value);
        return true;
    }
}

/// <summary>The fields of the fixed RTP header that a sender chooses.</summary>
public readonly record struct RtpHeader(byte PayloadType, bool Marker, ushort SequenceNumber, uint Timestamp, uint Ssrc);
