namespace Treff.Rtc.Ice;

/// <summary>
/// Answers to Binding requests. Those to an authenticated request carry MESSAGE-INTEGRITY, 400 and 401 do not (RFC 8489 section 9.1.3);
/// all carry FINGERPRINT (RFC 8445 section 7.3).
/// </summary>
internal static class StunResponses
{
    /// <summary>Enough for every response written here.</summary>
    public const int MaxLength = 160;

    // A peer that sends more unknown attributes than this learns of the first ones.
    private const int MaxUnknownAttributes = 8;

    public static int WriteSuccess(Span<byte> response, in StunMessage request, in TransportAddress source, IceCredentials local)
    {
        var writer = new StunWriter(response, StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
        writer.AddXorMappedAddress(source);
        return Finish(ref writer, local);
    }

    public static int WriteBadRequest(Span<byte> response, in StunMessage request) =>
        WriteUnauthenticatedError(response, request, StunErrorCode.BadRequest, "Bad Request"u8);

    public static int WriteUnauthenticated(Span<byte> response, in StunMessage request) =>
        WriteUnauthenticatedError(response, request, StunErrorCode.Unauthenticated, "Unauthenticated"u8);

    public static int WriteUnknownAttribute(Span<byte> response, in StunMessage request, IceCredentials local)
    {
        Span<ushort> types = stackalloc ushort[MaxUnknownAttributes];
        var count = request.CopyUnknownRequired(types);
        var writer = new StunWriter(response, StunClass.ErrorResponse, StunMethod.Binding, request.TransactionId);
        writer.AddErrorCode(StunErrorCode.UnknownAttribute, "Unknown Attribute"u8);
        writer.AddUnknownAttributes(types[..count]);
        return Finish(ref writer, local);
    }

    public static int WriteRoleConflict(Span<byte> response, in StunMessage request, IceCredentials local)
    {
        var writer = new StunWriter(response, StunClass.ErrorResponse, StunMethod.Binding, request.TransactionId);
        writer.AddErrorCode(StunErrorCode.RoleConflict, "Role Conflict"u8);
        return Finish(ref writer, local);
    }

    private static int WriteUnauthenticatedError(Span<byte> response, in StunMessage request, int code, ReadOnlySpan<byte> reason)
    {
        var writer = new StunWriter(response, StunClass.ErrorResponse, StunMethod.Binding, request.TransactionId);
        writer.AddErrorCode(code, reason);
        writer.AddFingerprint();
        return writer.Length;
    }

    private static int Finish(ref StunWriter writer, IceCredentials local)
    {
        writer.AddMessageIntegrity(local.Key);
        writer.AddFingerprint();
        return writer.Length;
    }
}
