namespace Treff.Rtc.Streams;

/// <summary>Which of the last 1,024 sequence numbers of a stream have arrived (RFC 3550 appendix A.1 without its probation).</summary>
internal sealed class SequenceWindow
{
    public const int Size = 1024;

    private readonly ulong[] _bits = new ulong[Size / 64];

    /// <summary>Extended; −1 before the first packet.</summary>
    public long Highest { get; private set; } = -1;

    public void Start(long number)
    {
        Array.Clear(_bits);
        Highest = number;
        Set(number);
    }

    /// <summary>Moves on to a number above <see cref="Highest"/>; those between are missing.</summary>
    public void Advance(long number)
    {
        if (number - Highest >= Size)
        {
            Start(number);
            return;
        }

        while (Highest < number - 1) Unset(++Highest);
        Set(++Highest);
    }

    /// <summary>Marks a number at or below <see cref="Highest"/>; false when it had arrived already.</summary>
    public bool TryMark(long number)
    {
        if (Contains(number)) return false;
        Set(number);
        return true;
    }

    public bool IsTooOld(long number) => number <= Highest - Size;

    private bool Contains(long number) => (_bits[Word(number)] & Bit(number)) != 0;

    private void Set(long number) => _bits[Word(number)] |= Bit(number);

    private void Unset(long number) => _bits[Word(number)] &= ~Bit(number);

    private static int Word(long number) => (int)(number & (Size - 1)) >> 6;

    private static ulong Bit(long number) => 1UL << (int)(number & 63);
}
