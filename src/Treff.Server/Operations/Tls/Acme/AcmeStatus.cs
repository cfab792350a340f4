namespace Treff.Server.Operations.Tls.Acme;

/// <summary>How it went last time, for the operator. Thread-safe.</summary>
public sealed class AcmeStatus
{
    private AcmeTrouble? _trouble;

    /// <summary>Null when nothing is wrong, or nothing was tried yet.</summary>
    public AcmeTrouble? Trouble
    {
        get => Volatile.Read(ref _trouble);
        internal set => Volatile.Write(ref _trouble, value);
    }
}

/// <summary>Why there is no new certificate.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Sentence">What to do about it, with what the authority said.</param>
/// <param name="NextTry">When it is tried again.</param>
public sealed record AcmeTrouble(AcmeFailureKind Kind, LocalText Sentence, DateTimeOffset NextTry);
