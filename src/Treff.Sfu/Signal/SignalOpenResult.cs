namespace Treff.Sfu.Signal;

/// <summary>Whether a signalling session was opened; if not, the HTTP status and plain text to refuse the upgrade with.</summary>
public sealed record SignalOpenResult
{
    private SignalOpenResult(SignalSession? session, int statusCode, string error)
    {
        Session = session;
        StatusCode = statusCode;
        Error = error;
    }

    /// <summary>The session, when accepted. Its first message is already waiting in <see cref="SignalSession.Outgoing"/>.</summary>
    public SignalSession? Session { get; }

    /// <summary>101 when accepted.</summary>
    public int StatusCode { get; }

    public string Error { get; }

    public static SignalOpenResult Accepted(SignalSession session) => new(session, 101, "");

    public static SignalOpenResult Refused(int statusCode, string error) => new(null, statusCode, error);
}
