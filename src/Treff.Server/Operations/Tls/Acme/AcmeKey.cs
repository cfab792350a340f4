using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Treff.Server.Operations.Tls.Acme;

/// <summary>The key of an account: signs requests as RFC 8555, section 6.2 wants it (JWS of RFC 7515, ES256) and proves who answers challenges.</summary>
internal sealed class AcmeKey : IDisposable
{
    private readonly ECDsa _key;
    private readonly JsonWebKey _public;

    private AcmeKey(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        _public = new JsonWebKey("P-256", "EC", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(_public, AcmeJson.Options)));
    }

    /// <summary>RFC 7638, SHA-256.</summary>
    public string Thumbprint { get; }

    public static AcmeKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <exception cref="CryptographicException">It is no such key.</exception>
    /// <exception cref="ArgumentException">The same.</exception>
    public static AcmeKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.KeySize == 256 ? new AcmeKey(key) : throw new CryptographicException("The key is none of P-256.");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public string ExportPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>Section 8.1.</summary>
    public string AuthorizationFor(string token) => $"{token}.{Thumbprint}";

    /// <summary>The body of a request.</summary>
    /// <param name="url">It is sent to.</param>
    /// <param name="nonce">Not used before.</param>
    /// <param name="account">Null for those that make one: they show the key itself.</param>
    /// <param name="payload">Null to read only (POST-as-GET).</param>
    public byte[] Sign(Uri url, string nonce, Uri? account, object? payload)
    {
        var header = new JwsHeader("ES256", nonce, url.AbsoluteUri, account is null ? _public : null, account?.AbsoluteUri);
        var protectedPart = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header, AcmeJson.Options));
        var payloadPart = payload is null ? "" : Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload, payload.GetType(), AcmeJson.Options));
        // JWS has the two halves one after the other (RFC 7518, section 3.4), which is what .NET makes.
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{protectedPart}.{payloadPart}"), HashAlgorithmName.SHA256);
        return JsonSerializer.SerializeToUtf8Bytes(new Jws(protectedPart, payloadPart, Base64Url.EncodeToString(signature)), AcmeJson.Options);
    }

    public void Dispose() => _key.Dispose();

    /// <summary>Members in the order in which RFC 7638 hashes them.</summary>
    private sealed record JsonWebKey(
        [property: JsonPropertyOrder(0)] string Crv,
        [property: JsonPropertyOrder(1)] string Kty,
        [property: JsonPropertyOrder(2)] string X,
        [property: JsonPropertyOrder(3)] string Y);

    private sealed record JwsHeader(string Alg, string Nonce, string Url, JsonWebKey? Jwk, string? Kid);

    private sealed record Jws(string Protected, string Payload, string Signature);
}
