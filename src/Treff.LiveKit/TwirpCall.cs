namespace Treff.LiveKit;

/// <summary>A call of a Twirp service.</summary>
/// <param name="Method">As in the path, <c>livekit.RoomService/ListRooms</c>.</param>
/// <param name="Repeat">What a second time would do.</param>
public sealed record TwirpCall(string Method, TwirpRepeat Repeat)
{
    /// <summary>Instead of the client's, for a call that takes its time; then it is made once.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What a call does when it is made again because nobody knows whether the first got through.</summary>
public enum TwirpRepeat
{
    /// <summary>Something once more: it is only repeated when it surely did not get there.</summary>
    Never,

    /// <summary>The same result.</summary>
    Same,

    /// <summary>What it took away is gone already: not found then means done.</summary>
    UntilGone,
}

/// <summary>Whether a failure is worth another attempt.</summary>
internal enum TwirpRetry
{
    Never,

    /// <summary>It may have got there.</summary>
    WhereRepeatable,

    /// <summary>It did not get there.</summary>
    Always,
}
