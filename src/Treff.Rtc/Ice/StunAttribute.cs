namespace Treff.Rtc.Ice;

/// <summary>
/// Attribute types (RFC 8489 section 18.3, RFC 8445 section 16.1). Types below 0x8000 are comprehension-required: a request with one
/// that we do not know is answered with 420.
/// </summary>
public static class StunAttribute
{
    public const ushort MappedAddress = 0x0001;
    public const ushort Username = 0x0006;
    public const ushort MessageIntegrity = 0x0008;
    public const ushort ErrorCode = 0x0009;
    public const ushort UnknownAttributes = 0x000A;
    public const ushort Realm = 0x0014;
    public const ushort Nonce = 0x0015;
    public const ushort XorMappedAddress = 0x0020;
    public const ushort Priority = 0x0024;
    public const ushort UseCandidate = 0x0025;
    public const ushort Software = 0x8022;
    public const ushort Fingerprint = 0x8028;
    public const ushort IceControlled = 0x8029;
    public const ushort IceControlling = 0x802A;

    internal static bool IsUnknownRequired(ushort type) => type < 0x8000 && type is not (
        MappedAddress or Username or MessageIntegrity or ErrorCode or UnknownAttributes or Realm or Nonce or XorMappedAddress
        or Priority or UseCandidate);
}

/// <summary>Error codes (RFC 8489 section 14.8, RFC 8445 section 16.2).</summary>
public static class StunErrorCode
{
    public const int BadRequest = 400;
    public const int Unauthenticated = 401;
    public const int UnknownAttribute = 420;
    public const int RoleConflict = 487;
}
