namespace Treff.LiveKit;

/// <summary>Why a token was refused.</summary>
public enum AccessTokenFailure
{
    None,

    /// <summary>Not three base64url parts, or not the JSON that a token holds.</summary>
    Malformed,

    /// <summary>Not signed with this server's secret.</summary>
    WrongSignature,

    /// <summary>Signed with an algorithm other than HS256.</summary>
    WrongAlgorithm,

    /// <summary>Issued by another API key.</summary>
    UnknownApiKey,

    NotYetValid,

    Expired,
}
