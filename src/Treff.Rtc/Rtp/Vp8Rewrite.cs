namespace Treff.Rtc.Rtp;

/// <summary>
/// The numbers a forwarded VP8 payload carries instead of its own, so that layers from several encoders look like one stream
/// (RFC 7741 section 4.2).
/// </summary>
/// <param name="PictureId">7 or 15 bits.</param>
/// <param name="LongPictureId">True: written as 15 bits, whatever the source used.</param>
/// <param name="Tl0PicIdx">Running number of base-layer frames.</param>
/// <param name="KeyIdx">Running number of key frames, 5 bits.</param>
public readonly record struct Vp8Rewrite(ushort PictureId, bool LongPictureId, byte Tl0PicIdx, byte KeyIdx);
