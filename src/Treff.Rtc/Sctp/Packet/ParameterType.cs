namespace Treff.Rtc.Sctp.Packet;

/// <summary>Parameter types of INIT, INIT ACK, HEARTBEAT and RE-CONFIG (RFC 9260 3.3, RFC 5061, RFC 3758, RFC 6525).</summary>
internal enum ParameterType : ushort
{
    HeartbeatInfo = 1,
    Ipv4Address = 5,
    Ipv6Address = 6,
    StateCookie = 7,
    UnrecognizedParameter = 8,
    CookiePreservative = 9,
    HostNameAddress = 11,
    SupportedAddressTypes = 12,
    OutgoingSsnReset = 13,
    IncomingSsnReset = 14,
    SsnTsnReset = 15,
    ReconfigResponse = 16,
    AddOutgoingStreams = 17,
    AddIncomingStreams = 18,
    EcnCapable = 0x8000,
    SupportedExtensions = 0x8008,
    ForwardTsnSupported = 0xC000,
}
