namespace Treff.Server.Operations.OpenApi;

/// <summary>What a caller proves themselves with.</summary>
public enum Credential
{
    /// <summary>API key or ADMIN_TOKEN, where not everybody may create meetings.</summary>
    Creator,

    /// <summary>Host key, or the ticket of a host or co-host.</summary>
    Host,

    /// <summary>The LiveKit token of somebody who is in the meeting.</summary>
    Participant,

    /// <summary>The ticket of somebody who waits.</summary>
    Ticket,

    /// <summary>The cookie of the operator's session.</summary>
    Operator,
}

/// <summary>Says so to whoever describes the API; the endpoints check it themselves.</summary>
/// <param name="Credential">Which.</param>
/// <param name="IsOptional">Where anybody may create meetings, it works without.</param>
public sealed record NeededCredential(Credential Credential, bool IsOptional);

/// <summary>Adds it to endpoints.</summary>
public static class CredentialMetadata
{
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Credential credential, bool isOptional = false)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new NeededCredential(credential, isOptional));

    /// <summary>Its name among the document's security schemes.</summary>
    public static string SchemeName(this Credential credential) => credential switch
    {
        Credential.Creator => "api_key",
        Credential.Host => "host",
        Credential.Participant => "participant",
        Credential.Ticket => "ticket",
        _ => "operator",
    };
}
