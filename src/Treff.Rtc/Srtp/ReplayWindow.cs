namespace Treff.Rtc.Srtp;

/// <summary>
/// Which packet indices of one SSRC have been received (RFC 3711 section 3.3.2). It is asked before authentication and told after:
/// a forged packet must not move it.
/// </summary>
internal sealed class ReplayWindow
{
    /// <summary>
    /// RFC 3711 asks for at least 64; retransmissions without RTX and reordering at several thousand packets a second need more.
    /// A third of a second at 3,000 packets/s.
    /// </summary>
    public const int Width = 1024;

    private const int BitsPerWord = 64;

    private readonly ulong[] _received = new ulong[Width / BitsPerWord];

    /// <summary>The highest index so far; −1 before the first.</summary>
    public long Highest { get; private set; } = -1;

    public bool MayAccept(long index)
    {
        if (index > Highest)
            return true;
        return index >= 0 && index > Highest - Width && (_received[Word(index)] & Bit(index)) == 0;
    }

    public void Commit(long index)
    {
        if (index > Highest)
            MoveTo(index);
        _received[Word(index)] |= Bit(index);
    }

    private static int Word(long index) => (int)((index / BitsPerWord) % (Width / BitsPerWord));

    private static ulong Bit(long index) => 1UL << (int)(index % BitsPerWord);

    private void MoveTo(long index)
    {
        if (index - Highest >= Width)
        {
            Array.Clear(_received);
        }
        else
        {
            for (var skipped = Highest + 1; skipped <= index; skipped++)
                _received[Word(skipped)] &= ~Bit(skipped);
        }

        Highest = index;
    }
}
