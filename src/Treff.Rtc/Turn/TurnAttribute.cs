using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

/// <summary>Attribute types of TURN (RFC 8656 section 18).</summary>
public static class TurnAttribute
{
    public const ushort ChannelNumber = 0x000C;
    public const ushort Lifetime = 0x000D;
    public const ushort XorPeerAddress = 0x0012;
    public const ushort Data = 0x0013;
    public const ushort XorRelayedAddress = 0x0016;
    public const ushort RequestedAddressFamily = 0x0017;
    public const ushort EvenPort = 0x0018;
    public const ushort RequestedTransport = 0x0019;
    public const ushort DontFragment = 0x001A;
    public const ushort ReservationToken = 0x0022;

    /// <summary>Comprehension-required types that are neither STUN's nor TURN's.</summary>
    internal static bool IsUnknownRequired(ushort type) => type < 0x8000 && type is not (
        ChannelNumber or Lifetime or XorPeerAddress or Data or XorRelayedAddress or RequestedAddressFamily or EvenPort
        or RequestedTransport or DontFragment or ReservationToken
        or StunAttribute.MappedAddress or StunAttribute.Username or StunAttribute.MessageIntegrity or StunAttribute.ErrorCode
        or StunAttribute.UnknownAttributes or StunAttribute.Realm or StunAttribute.Nonce or StunAttribute.XorMappedAddress);
}

/// <summary>Error codes (RFC 8656 section 19, RFC 8489 section 14.8).</summary>
public static class TurnErrorCode
{
    public const int BadRequest = 400;
    public const int Unauthenticated = 401;
    public const int Forbidden = 403;
    public const int UnknownAttribute = 420;
    public const int AllocationMismatch = 437;
    public const int StaleNonce = 438;
    public const int AddressFamilyNotSupported = 440;
    public const int WrongCredentials = 441;
    public const int UnsupportedTransport = 442;
    public const int PeerAddressFamilyMismatch = 443;
    public const int AllocationQuotaReached = 486;
    public const int InsufficientCapacity = 508;
}
