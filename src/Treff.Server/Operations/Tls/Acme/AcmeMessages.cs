using System.Text.Json;
using System.Text.Json.Serialization;

namespace Treff.Server.Operations.Tls.Acme;

// What is read of the resources of RFC 8555, section 7.1. What we do not need is left out.

/// <summary>Section 7.1.1.</summary>
internal sealed record AcmeDirectory
{
    public required Uri NewNonce { get; init; }

    public required Uri NewAccount { get; init; }

    public required Uri NewOrder { get; init; }

    public AcmeDirectoryMeta? Meta { get; init; }
}

/// <summary>The same section.</summary>
/// <param name="TermsOfService">What setting TLS_DOMAIN agrees to.</param>
/// <param name="ExternalAccountRequired">Accounts are made beforehand, by hand.</param>
internal sealed record AcmeDirectoryMeta(Uri? TermsOfService, bool ExternalAccountRequired);

/// <summary>Section 7.1.2: what is sent of an account.</summary>
internal sealed record AcmeNewAccount(bool TermsOfServiceAgreed, IReadOnlyList<string> Contact);

/// <summary>Section 7.3.2.</summary>
internal sealed record AcmeContactChange(IReadOnlyList<string> Contact);

/// <summary>Section 9.7.7.</summary>
internal sealed record AcmeIdentifier(string Type, string Value)
{
    public static AcmeIdentifier Dns(string name) => new("dns", name);
}

/// <summary>Section 7.4.</summary>
internal sealed record AcmeNewOrder(IReadOnlyList<AcmeIdentifier> Identifiers);

/// <summary>The same section.</summary>
/// <param name="Csr">PKCS #10 in DER, base64url.</param>
internal sealed record AcmeFinalization(string Csr);

/// <summary>Section 7.1.3.</summary>
internal sealed record AcmeOrder
{
    public required string Status { get; init; }

    public required IReadOnlyList<Uri> Authorizations { get; init; }

    public required Uri Finalize { get; init; }

    public Uri? Certificate { get; init; }

    public AcmeProblem? Error { get; init; }
}

/// <summary>Section 7.1.4.</summary>
internal sealed record AcmeAuthorization
{
    public required AcmeIdentifier Identifier { get; init; }

    public required string Status { get; init; }

    public required IReadOnlyList<AcmeChallenge> Challenges { get; init; }

    /// <summary>Section 8.3.</summary>
    public AcmeChallenge? Http => Challenges.FirstOrDefault(challenge => challenge.Type == "http-01");
}

/// <summary>Section 8.</summary>
internal sealed record AcmeChallenge
{
    public required string Type { get; init; }

    public required Uri Url { get; init; }

    public string? Token { get; init; }

    public AcmeProblem? Error { get; init; }
}

/// <summary>Section 6.7.</summary>
internal sealed record AcmeProblem(string? Type, string? Detail, IReadOnlyList<AcmeProblem>? Subproblems)
{
    private const string Prefix = "urn:ietf:params:acme:error:";

    /// <summary>The last word of the type; empty when it is none of ACME's.</summary>
    public string Kind => Type is not null && Type.StartsWith(Prefix, StringComparison.Ordinal) ? Type[Prefix.Length..] : "";
}

/// <summary>The states of section 7.1.6 that somebody waits for.</summary>
internal static class AcmeStatuses
{
    public const string Pending = "pending";
    public const string Ready = "ready";
    public const string Processing = "processing";
    public const string Valid = "valid";
}

/// <summary>How ACME writes JSON.</summary>
internal static class AcmeJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
    };
}
