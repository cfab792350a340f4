namespace Treff.LiveKit;

/// <summary>The API key (public, the issuer of tokens) and the secret that signs them.</summary>
public sealed record ApiCredentials(string Key, string Secret)
{
    /// <summary>The pair before this one, while it is being replaced: what it has signed is still accepted, nothing new is signed with it.</summary>
    public ApiCredentials? Previous { get; init; }

    /// <summary>LiveKit's own pair for development, <c>devkey</c>: everybody knows it.</summary>
    public bool IsForDevelopment => Key == "devkey";

    /// <summary>Never shows the secret, wherever it ends up.</summary>
    public override string ToString() => $"{nameof(ApiCredentials)} {{ Key = {Key} }}";
}
