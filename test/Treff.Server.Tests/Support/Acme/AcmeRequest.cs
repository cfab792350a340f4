using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Treff.Server.Tests.Support.Acme;

/// <summary>A signed request as an ACME server reads it (RFC 8555, section 6.2).</summary>
internal sealed class AcmeRequest
{
    private readonly JsonElement _header;
    private readonly string _signed;
    private readonly byte[] _signature;

    public AcmeRequest(JsonElement jws)
    {
        var protectedPart = jws.GetProperty("protected").GetString()!;
        var payloadPart = jws.GetProperty("payload").GetString()!;
        _header = JsonDocument.Parse(Base64Url.DecodeFromChars(protectedPart)).RootElement;
        _signed = $"{protectedPart}.{payloadPart}";
        _signature = Base64Url.DecodeFromChars(jws.GetProperty("signature").GetString()!);
        Payload = payloadPart.Length == 0 ? null : JsonDocument.Parse(Base64Url.DecodeFromChars(payloadPart)).RootElement;
    }

    /// <summary>Null for POST-as-GET.</summary>
    public JsonElement? Payload { get; }

    public string Algorithm => Text("alg")!;

    public string Nonce => Text("nonce")!;

    public string Url => Text("url")!;

    /// <summary>Null in those that make an account.</summary>
    public string? KeyId => Text("kid");

    /// <summary>The key itself.</summary>
    public JsonElement? Key => _header.TryGetProperty("jwk", out var key) ? key : null;

    public bool IsSignedBy(JsonElement jwk)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = { X = Base64Url.DecodeFromChars(jwk.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(jwk.GetProperty("y").GetString()) },
        });
        return _signature.Length == 64 && key.VerifyData(Encoding.ASCII.GetBytes(_signed), _signature, HashAlgorithmName.SHA256);
    }

    /// <summary>RFC 7638.</summary>
    public static string Thumbprint(JsonElement jwk)
    {
        var canonical = $$"""{"crv":"{{jwk.GetProperty("crv")}}","kty":"{{jwk.GetProperty("kty")}}","x":"{{jwk.GetProperty("x")}}","y":"{{jwk.GetProperty("y")}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    private string? Text(string name) => _header.TryGetProperty(name, out var value) ? value.GetString() : null;
}
