using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// When the publisher of a video is told which of its layers are watched (dynacast). More is wanted: at once, for somebody waits for a
/// picture. Less, or nothing: after a while, for tiles come and go. Timing is LiveKit's, from its recordings.
/// </summary>
/// <param name="publishedAt">From when on subscribers could come.</param>
internal sealed class SubscribedQualities(Timestamp publishedAt)
{
    /// <summary>Nobody watches this codec.</summary>
    public const int Off = -1;

    /// <summary>The codec is not published and nobody needs it: the publisher does not hear of it.</summary>
    public const int Unnamed = -2;

    public static readonly TimeSpan LowerDelay = TimeSpan.FromSeconds(5);

    /// <summary>A track that nobody came to watch is switched off after that.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    private int[] _told = [];
    private Timestamp _lowerAt = Timestamp.Never;

    /// <summary>By codec, what the publisher was told: the highest quality wanted, or <see cref="Off"/>. Empty before the first time.</summary>
    public IReadOnlyList<int> Told => _told;

    /// <summary>What is wanted of each codec now. True when the publisher is to be told.</summary>
    /// <param name="wanted">By codec: the highest quality, <see cref="Off"/> or <see cref="Unnamed"/>.</param>
    public bool Update(Timestamp now, ReadOnlySpan<int> wanted)
    {
        if (_told.Length == 0)
            return (wanted.ContainsAnyExcept(Off, Unnamed) || now >= publishedAt + FirstDelay) && Take(wanted);
        if (wanted.SequenceEqual(_told))
        {
            // A wait that has begun goes on: what has flickered by its end is lowered then, not five seconds later again.
            if (now >= _lowerAt)
                _lowerAt = Timestamp.Never;
            return false;
        }

        if (IsMore(wanted))
            return Take(wanted);
        if (_lowerAt == Timestamp.Never)
            _lowerAt = now + LowerDelay;
        return now >= _lowerAt && Take(wanted);
    }

    private bool Take(ReadOnlySpan<int> wanted)
    {
        _told = wanted.ToArray();
        _lowerAt = Timestamp.Never;
        return true;
    }

    private bool IsMore(ReadOnlySpan<int> wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] > (i < _told.Length ? _told[i] : Unnamed))
                return true;
        }

        return false;
    }
}
