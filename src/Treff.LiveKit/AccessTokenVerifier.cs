using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Treff.LiveKit;

/// <summary>
/// Checks access tokens. The signature is compared first and in constant time, so nothing that a stranger wrote is ever parsed as JSON.
/// </summary>
public sealed class AccessTokenVerifier(ApiCredentials credentials, TimeProvider time)
{
    /// <summary>How far the clocks of issuer and server may differ; LiveKit's own value.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    /// <summary>Longer texts are no tokens: metadata of 512 KiB, attributes of 64 KiB, base64.</summary>
    private const int MaxLength = 1024 * 1024;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Never throws, whatever the text is.</summary>
    public bool TryVerify(string? token, [NotNullWhen(true)] out AccessTokenClaims? claims, out AccessTokenFailure failure)
    {
        claims = null;
        failure = Verify(token, ref claims);
        if (failure == AccessTokenFailure.None && claims is not null)
            return true;
        claims = null;
        return false;
    }

    private AccessTokenFailure Verify(string? token, ref AccessTokenClaims? claims)
    {
        if (token is null || token.Length > MaxLength || !TrySplit(token, out var headerEnd, out var payloadEnd))
            return AccessTokenFailure.Malformed;
        if (!TryDecode(token.AsSpan(payloadEnd + 1), out var signature))
            return AccessTokenFailure.Malformed;
        if (FindSigner(token.AsSpan(0, payloadEnd), signature) is not { } signer)
            return AccessTokenFailure.WrongSignature;
        if (!TryDecode(token.AsSpan(0, headerEnd), out var header)
            || !TryDecode(token.AsSpan(headerEnd + 1, payloadEnd - headerEnd - 1), out var payload))
            return AccessTokenFailure.Malformed;
        return ReadClaims(signer, header, payload, ref claims);
    }

    private ApiCredentials? FindSigner(ReadOnlySpan<char> signed, byte[] signature)
    {
        for (var candidate = credentials; candidate is not null; candidate = candidate.Previous)
        {
            if (CryptographicOperations.FixedTimeEquals(signature, AccessToken.Sign(candidate.Secret, signed)))
                return candidate;
        }

        return null;
    }

    private AccessTokenFailure ReadClaims(ApiCredentials signer, byte[] header, byte[] payload, ref AccessTokenClaims? claims)
    {
        // Only the owner of the secret gets this far; a mistake of his is still answered, not thrown.
        try
        {
            if (AccessTokenJson.ReadAlgorithm(header) != "HS256")
                return AccessTokenFailure.WrongAlgorithm;
            if (!AccessTokenJson.TryRead(payload, out claims))
                return AccessTokenFailure.Malformed;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text in it is no Unicode.
            return AccessTokenFailure.Malformed;
        }

        return CheckIssuerAndTime(signer, claims);
    }

    private AccessTokenFailure CheckIssuerAndTime(ApiCredentials signer, AccessTokenClaims claims)
    {
        if (claims.ApiKey != signer.Key)
            return AccessTokenFailure.UnknownApiKey;
        var now = time.GetUtcNow();
        if (claims.NotBefore > now + Leeway)
            return AccessTokenFailure.NotYetValid;
        return claims.ExpiresAt is { } expiry && expiry > now - Leeway ? AccessTokenFailure.None : AccessTokenFailure.Expired;
    }

    private static bool TrySplit(string token, out int headerEnd, out int payloadEnd)
    {
        headerEnd = token.IndexOf('.', StringComparison.Ordinal);
        payloadEnd = headerEnd < 0 ? -1 : token.IndexOf('.', headerEnd + 1);
        return payloadEnd > 0 && token.IndexOf('.', payloadEnd + 1) < 0;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        // The decoder would pass over white space and padding: one token would have many spellings.
        if (text.ContainsAnyExcept(Alphabet))
            return false;
        bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        var status = Base64Url.DecodeFromChars(text, bytes, out var consumed, out var written);
        Array.Resize(ref bytes, written);
        return status == OperationStatus.Done && consumed == text.Length;
    }
}
