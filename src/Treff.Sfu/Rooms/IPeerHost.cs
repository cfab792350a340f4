using Treff.Rtc;
using Treff.Rtc.Ice;

namespace Treff.Sfu.Rooms;

/// <summary>What a <see cref="PeerLink"/> needs of the worker it lives on. Tests implement it in a few lines.</summary>
internal interface IPeerHost
{
    /// <summary>The time of the current turn.</summary>
    Timestamp Now { get; }

    /// <summary>The peer was used: its deadline may have changed.</summary>
    void OnPeerTouched(PeerLink link);

    /// <summary>Connectivity checks may also carry these credentials from now on.</summary>
    void OnCredentialsAdded(PeerLink link, IceCredentials credentials);

    /// <summary>A DTLS datagram of an offloaded handshake.</summary>
    void OnHandshakeDatagram(PeerLink link, ReadOnlySpan<byte> datagram, in NetworkPath path);

    /// <summary>The link is closed: no more datagrams for it. True when it may be disposed at once, false when the host will do it.</summary>
    bool OnPeerClosed(PeerLink link);
}
