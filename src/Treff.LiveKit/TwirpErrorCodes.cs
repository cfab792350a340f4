namespace Treff.LiveKit;

/// <summary>Twirp's codes as they stand on the wire: a snake_case name in the body and an HTTP status.</summary>
public static class TwirpErrorCodes
{
    private static readonly (TwirpErrorCode Code, string Name, int Status)[] All =
    [
        (TwirpErrorCode.Canceled, "canceled", 408),
        (TwirpErrorCode.Unknown, "unknown", 500),
        (TwirpErrorCode.InvalidArgument, "invalid_argument", 400),
        (TwirpErrorCode.Malformed, "malformed", 400),
        (TwirpErrorCode.DeadlineExceeded, "deadline_exceeded", 408),
        (TwirpErrorCode.NotFound, "not_found", 404),
        (TwirpErrorCode.BadRoute, "bad_route", 404),
        (TwirpErrorCode.AlreadyExists, "already_exists", 409),
        (TwirpErrorCode.PermissionDenied, "permission_denied", 403),
        (TwirpErrorCode.Unauthenticated, "unauthenticated", 401),
        (TwirpErrorCode.ResourceExhausted, "resource_exhausted", 429),
        (TwirpErrorCode.FailedPrecondition, "failed_precondition", 412),
        (TwirpErrorCode.Aborted, "aborted", 409),
        (TwirpErrorCode.OutOfRange, "out_of_range", 400),
        (TwirpErrorCode.Unimplemented, "unimplemented", 501),
        (TwirpErrorCode.Internal, "internal", 500),
        (TwirpErrorCode.Unavailable, "unavailable", 503),
        (TwirpErrorCode.DataLoss, "data_loss", 500),
    ];

    public static string ToName(this TwirpErrorCode code) => Array.Find(All, row => row.Code == code).Name ?? "unknown";

    public static int ToHttpStatus(this TwirpErrorCode code) => Array.Find(All, row => row.Code == code) is { Name: not null } row ? row.Status : 500;

    /// <summary>The code for a name in an error body; names nobody knows become <see cref="TwirpErrorCode.Unknown"/>.</summary>
    public static TwirpErrorCode FromName(string? name) => Array.Find(All, row => row.Name == name).Code;

    /// <summary>What a bare HTTP status means when no Twirp body came with it: a proxy answered, or the token was refused before Twirp.</summary>
    public static TwirpErrorCode FromHttpStatus(int status) => status switch
    {
        400 => TwirpErrorCode.Internal,
        401 => TwirpErrorCode.Unauthenticated,
        403 => TwirpErrorCode.PermissionDenied,
        404 => TwirpErrorCode.BadRoute,
        408 => TwirpErrorCode.DeadlineExceeded,
        413 => TwirpErrorCode.InvalidArgument,
        429 or 502 or 503 or 504 => TwirpErrorCode.Unavailable,
        >= 300 and < 400 => TwirpErrorCode.Internal,
        _ => TwirpErrorCode.Unknown,
    };
}
