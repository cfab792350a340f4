namespace Treff.Rtc.Ice;

/// <summary>The class bits C1 C0 of a STUN message type (RFC 8489 section 5).</summary>
public enum StunClass
{
    Request = 0,
    Indication = 1,
    SuccessResponse = 2,
    ErrorResponse = 3,
}

/// <summary>STUN methods. ICE uses only Binding; the others are TURN's (RFC 8656 section 17).</summary>
public enum StunMethod : ushort
{
    Binding = 1,
    Allocate = 3,
    Refresh = 4,
    Send = 6,
    Data = 7,
    CreatePermission = 8,
    ChannelBind = 9,
}
