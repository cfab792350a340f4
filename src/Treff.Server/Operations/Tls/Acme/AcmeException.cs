namespace Treff.Server.Operations.Tls.Acme;

/// <summary>Why there is no certificate, as far as an operator can do something about it.</summary>
public enum AcmeFailureKind
{
    /// <summary>The authority cannot be reached from here.</summary>
    Unreachable,

    /// <summary>The name leads nowhere.</summary>
    Dns,

    /// <summary>The name leads somewhere, and nobody answers at port 80 there.</summary>
    Connection,

    /// <summary>Somebody else answers.</summary>
    OtherServer,

    /// <summary>Asked too often.</summary>
    RateLimited,

    /// <summary>A DNS entry (CAA) allows other authorities only.</summary>
    Caa,

    /// <summary>The authority issues nothing for such a name.</summary>
    Rejected,

    /// <summary>The authority wants an account that was made beforehand, or does not take ours.</summary>
    Account,

    /// <summary>It takes longer than anybody waits.</summary>
    Slow,

    /// <summary>The data directory.</summary>
    Storage,

    /// <summary>Everything else.</summary>
    Other,
}

/// <summary>No certificate this time.</summary>
internal sealed class AcmeException(AcmeFailureKind kind, string detail, TimeSpan? retryAfter = null, string problem = "") : Exception(detail)
{
    public AcmeFailureKind Kind => kind;

    /// <summary>When the authority wants to be asked again.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Its own word for it (RFC 8555, section 6.7); empty when it has none.</summary>
    public string Problem => problem;

    /// <summary>What went wrong with a request.</summary>
    public static AcmeException Of(AcmeProblem problem, TimeSpan? retryAfter) => Create(problem, retryAfter, AcmeFailureKind.Account);

    /// <summary>What went wrong when the authority looked for our answer: there "unauthorized" is somebody else's answer.</summary>
    public static AcmeException OfValidation(AcmeProblem? problem) =>
        problem is null ? new AcmeException(AcmeFailureKind.Other, "it does not say why") : Create(problem, null, AcmeFailureKind.OtherServer);

    private static AcmeException Create(AcmeProblem problem, TimeSpan? retryAfter, AcmeFailureKind unauthorized)
    {
        // A problem with several names says it of each in the parts, and of itself only that there are some.
        var telling = problem.Kind == "compound" && problem.Subproblems is [var first, ..] ? first : problem;
        var kind = telling.Kind switch
        {
            "dns" => AcmeFailureKind.Dns,
            "connection" or "tls" => AcmeFailureKind.Connection,
            "incorrectResponse" => AcmeFailureKind.OtherServer,
            "unauthorized" => unauthorized,
            "rateLimited" => AcmeFailureKind.RateLimited,
            "caa" => AcmeFailureKind.Caa,
            "rejectedIdentifier" or "unsupportedIdentifier" => AcmeFailureKind.Rejected,
            "externalAccountRequired" or "invalidContact" or "unsupportedContact" or "userActionRequired" or "accountDoesNotExist" => AcmeFailureKind.Account,
            _ => AcmeFailureKind.Other,
        };
        return new AcmeException(kind, telling.Detail ?? telling.Type ?? "it does not say why", retryAfter, telling.Kind);
    }
}
