using Treff.Rtc.Rtp;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Keeps the running numbers of the VP8 payload descriptor (RFC 7741 section 4.2) continuous when the source changes and when pictures of
/// higher temporal layers are left out: decoders take a jump in picture id or TL0PICIDX for loss.
/// </summary>
/// <remarks>
/// Packets may arrive out of order, so the last pictures are remembered with what became of them. Picture ids go out with 15 bits,
/// whatever the source has: with 7 they would jump where the offset is no multiple of 128.
/// </remarks>
internal sealed class Vp8Rewriter
{
    private const int Remembered = 128;
    private const int PictureIdMask = 0x7FFF;
    private const int KeyIdxMask = 0x1F;

    private readonly Picture[] _pictures = new Picture[Remembered];
    private long _highest;
    private long _offset;
    private int _temporal;
    private int _tl0PicIdxOffset;
    private int _keyIdxOffset;
    private long _lastPicture;
    private byte _lastTl0PicIdx;
    private byte _lastKeyIdx;
    private bool _hasStarted;

    /// <summary>The packet that follows starts a new source with a key frame, or the same one after a pause.</summary>
    /// <param name="descriptor">Of the packet.</param>
    /// <param name="maxTemporal">The temporal layers that are sent: nothing is missing after a key frame.</param>
    public void Start(in Vp8Descriptor descriptor, int maxTemporal)
    {
        // Far enough from zero that reordered pictures of a young stream stay positive.
        var first = Math.Max(descriptor.PictureId, 0) + 0x10000L;
        if (_hasStarted)
        {
            _offset = _lastPicture + 1 - first;
            _tl0PicIdxOffset = _lastTl0PicIdx + 1 - descriptor.Tl0PicIdx;
            _keyIdxOffset = _lastKeyIdx + 1 - descriptor.KeyIdx;
        }

        _hasStarted = true;
        _highest = first - 1;
        _temporal = maxTemporal;
        Array.Clear(_pictures);
    }

    /// <summary>The numbers that this packet is sent with; false when its picture is left out.</summary>
    public bool TryMap(in Vp8Descriptor descriptor, int maxTemporal, out Vp8Rewrite rewrite)
    {
        rewrite = default;
        long picture = 0;
        if (descriptor.HasPictureId && !TryMapPicture(descriptor, maxTemporal, out picture))
            return false;
        rewrite = new Vp8Rewrite(
            (ushort)(picture & PictureIdMask),
            LongPictureId: true,
            (byte)(descriptor.Tl0PicIdx + _tl0PicIdxOffset),
            (byte)((descriptor.KeyIdx + _keyIdxOffset) & KeyIdxMask));
        if (picture >= _lastPicture)
        {
            _lastPicture = picture;
            _lastTl0PicIdx = rewrite.Tl0PicIdx;
            _lastKeyIdx = rewrite.KeyIdx;
        }

        return true;
    }

    private bool TryMapPicture(in Vp8Descriptor descriptor, int maxTemporal, out long outgoing)
    {
        var number = Extend(descriptor);
        ref var picture = ref _pictures[number & (Remembered - 1)];
        if (picture.Number != number)
        {
            var isDropped = number > _highest ? DecideNewest(descriptor, maxTemporal) : descriptor.TemporalId > _temporal;
            picture = new Picture(number, number > _highest ? _offset : OffsetBefore(number), isDropped);
            _highest = Math.Max(_highest, number);
        }

        outgoing = number + picture.Offset;
        return !picture.IsDropped;
    }

    /// <summary>Down at any new picture; up one layer at a time, with a picture that depends on the base layer alone.</summary>
    private bool DecideNewest(in Vp8Descriptor descriptor, int maxTemporal)
    {
        var temporal = descriptor.TemporalId;
        if (descriptor.IsKeyFrame)
            _temporal = maxTemporal;
        _temporal = Math.Min(_temporal, maxTemporal);
        if (temporal == _temporal + 1 && temporal <= maxTemporal && descriptor.LayerSync)
            _temporal = temporal;
        if (temporal <= _temporal)
            return false;
        _offset--;
        return true;
    }

    /// <summary>A whole picture comes late: its number is counted from the one before it.</summary>
    private long OffsetBefore(long number)
    {
        for (var before = number - 1; before > number - Remembered; before--)
        {
            var picture = _pictures[before & (Remembered - 1)];
            if (picture.Number == before)
                return picture.Offset;
        }

        return _offset;
    }

    private long Extend(in Vp8Descriptor descriptor)
    {
        var bits = descriptor.HasLongPictureId ? 15 : 7;
        var half = 1 << (bits - 1);
        var distance = (descriptor.PictureId - (int)_highest) & ((1 << bits) - 1);
        return _highest + (distance >= half ? distance - (1 << bits) : distance);
    }

    /// <summary>What became of a picture. A dropped one has the offset of those after it.</summary>
    private readonly record struct Picture(long Number, long Offset, bool IsDropped);
}
