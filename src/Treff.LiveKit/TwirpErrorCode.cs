namespace Treff.LiveKit;

/// <summary>The error codes of Twirp (https://twitchtv.github.io/twirp/docs/spec_v7.html#error-codes), which the server API answers with.</summary>
public enum TwirpErrorCode
{
    Unknown,
    Canceled,
    InvalidArgument,
    Malformed,
    DeadlineExceeded,
    NotFound,
    BadRoute,
    AlreadyExists,
    PermissionDenied,
    Unauthenticated,
    ResourceExhausted,
    FailedPrecondition,
    Aborted,
    OutOfRange,
    Unimplemented,
    Internal,
    Unavailable,
    DataLoss,
}
