namespace Treff.Rtc.Srtp;

/// <summary>
/// AES-128 in counter mode (RFC 3711 section 4.1.1): key stream from a 16-byte block that counts up. One key; not for use by two
/// threads at once.
/// </summary>
internal abstract class AesCtr : IDisposable
{
    public const int BlockLength = 16;

    /// <summary>The fastest implementation that this processor can run.</summary>
    public static AesCtr Create(ReadOnlySpan<byte> key, CipherImplementation implementation = CipherImplementation.Fastest) =>
        implementation.UsesIntrinsics() ? new IntrinsicCtr(key) : new OpenSslCtr(key);

    /// <summary>
    /// XORs the source with the key stream that begins at <paramref name="counter"/>. Source and destination begin at the same byte
    /// or do not overlap.
    /// </summary>
    public abstract void Apply(ReadOnlySpan<byte> counter, ReadOnlySpan<byte> source, Span<byte> destination);

    public abstract void Dispose();
}
