namespace Treff.Rtc.Srtp;

/// <summary>
/// AES-128-GCM (NIST SP 800-38D) with 12-byte nonces and 16-byte tags, one key. Not for use by two threads at once.
/// </summary>
internal abstract class Gcm : IDisposable
{
    public const int KeyLength = 16;
    public const int NonceLength = 12;
    public const int TagLength = 16;
    public const int BlockLength = 16;

    /// <summary>Of a clear text that is given in two parts.</summary>
    public const int MaxPrefix = 64;

    /// <summary>The fastest implementation that this processor can run.</summary>
    public static Gcm Create(ReadOnlySpan<byte> key, CipherImplementation implementation = CipherImplementation.Fastest) =>
        implementation.UsesIntrinsics() ? new IntrinsicGcm(key, implementation.VectorBits()) : new OpenSslGcm(key);

    /// <summary>
    /// Writes cipher text and tag to the start of <paramref name="destination"/>, which is long enough for both. Source and
    /// destination begin at the same byte or do not overlap. Behind the associated data, memory up to the end of its last 16-byte
    /// block must be readable.
    /// </summary>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> source, Span<byte> destination) =>
        Seal(nonce, associatedData, [], source, destination);

    /// <summary>
    /// The same for a clear text in two parts: the first bytes of a packet are often other ones than those of the packet it is made from.
    /// With a prefix, the source must not overlap the destination; the prefix is at most <see cref="MaxPrefix"/> bytes long.
    /// </summary>
    public abstract void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>
    /// Decrypts <paramref name="data"/>, which ends with the tag, in place. False for a wrong tag, and nothing is changed then; after
    /// true the bytes of the tag are undefined. Associated data as when sealing.
    /// </summary>
    public abstract bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data);

    public abstract void Dispose();
}
