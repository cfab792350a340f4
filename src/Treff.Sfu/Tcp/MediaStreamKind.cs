namespace Treff.Sfu.Tcp;

/// <summary>What a TCP connection that is not HTTP carries; its first bytes tell.</summary>
public enum MediaStreamKind
{
    /// <summary>ICE over TCP (RFC 6544): every datagram behind its length (RFC 4571).</summary>
    Ice,

    /// <summary>TURN over TCP (RFC 8656): STUN messages and ChannelData, one after the other.</summary>
    Turn,
}
