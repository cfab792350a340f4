namespace Treff.LiveKit;

/// <summary>A room service said no, or could not be reached (<see cref="TwirpErrorCode.Unavailable"/>, <see cref="TwirpErrorCode.DeadlineExceeded"/>).</summary>
#pragma warning disable RCS1194 // A failure without a code would tell the caller nothing.
public sealed class RoomServiceException : Exception
#pragma warning restore RCS1194
{
    public RoomServiceException(TwirpErrorCode code, string message)
        : base(message)
    {
        Code = code;
    }

    public RoomServiceException(TwirpErrorCode code, string message, Exception innerException)
        : base(message, innerException)
    {
        Code = code;
    }

    public TwirpErrorCode Code { get; }

    /// <summary>The room service itself said so; otherwise it was found out on the way, from the network or a proxy.</summary>
    public bool IsAnswered { get; init; }

    internal TwirpRetry Retry { get; init; }

    /// <summary>What about the request is wrong, when LiveKit names it for programs beside the text.</summary>
    public string? Argument { get; init; }
}
