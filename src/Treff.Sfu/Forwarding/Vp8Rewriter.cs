using Treff.Rtc.Rtp;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Keeps the running numbers of the VP8 payload descriptor (RFC 7741 section 4.2) continuous when the source changes: decoders take a
/// jump in picture id or TL0PICIDX for loss.
/// </summary>
internal sealed class Vp8Rewriter
{
    private const int PictureIdMask = 0x7FFF;
    private const int KeyIdxMask = 0x1F;

    private int _pictureIdOffset;
    private int _tl0PicIdxOffset;
    private int _keyIdxOffset;
    private Vp8Rewrite _last;
    private bool _hasStarted;

    /// <summary>The packet that follows starts a new source, or the same one after a pause.</summary>
    public void Start(in Vp8Descriptor descriptor)
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            _last = descriptor.ToRewrite();
            return;
        }

        _pictureIdOffset = _last.PictureId + 1 - Math.Max(descriptor.PictureId, 0);
        _tl0PicIdxOffset = _last.Tl0PicIdx + 1 - descriptor.Tl0PicIdx;
        _keyIdxOffset = _last.KeyIdx + 1 - descriptor.KeyIdx;
    }

    /// <summary>The numbers that this packet is sent with.</summary>
    public Vp8Rewrite Map(in Vp8Descriptor descriptor)
    {
        var pictureId = (Math.Max(descriptor.PictureId, 0) + _pictureIdOffset) & PictureIdMask;
        var rewrite = new Vp8Rewrite(
            (ushort)pictureId,
            descriptor.HasLongPictureId,
            (byte)(descriptor.Tl0PicIdx + _tl0PicIdxOffset),
            (byte)((descriptor.KeyIdx + _keyIdxOffset) & KeyIdxMask));
        if (((pictureId - _last.PictureId) & PictureIdMask) <= PictureIdMask / 2)
            _last = rewrite;
        return rewrite;
    }
}
