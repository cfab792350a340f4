using Treff.Rtc;
using Treff.Sfu.Forwarding;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Signal;

/// <summary>How a client and the server agree on what is sent: over one peer connection or over two.</summary>
internal interface INegotiation
{
    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    Timestamp NextTimeout { get; }

    /// <summary>The client has been told that it is in.</summary>
    void Start();

    /// <summary>The client's offer, answered at once. A description we cannot work with ends the session.</summary>
    void HandleOffer(SignalDescription offer);

    /// <summary>The client's answer to an offer of ours.</summary>
    void HandleAnswer(SignalDescription answer);

    /// <summary>A track was announced after its section had been offered.</summary>
    void MatchLate();

    /// <summary>Something waits for a section, or a section is no longer needed: there will be an exchange soon.</summary>
    void Request();

    /// <summary>A subscription has ended: its section says so in the next exchange, and may be used again after that.</summary>
    void Release(Subscription subscription);

    /// <summary>The client is back on a new signalling connection; what was on its way on the old one may be lost.</summary>
    void OnResumed();

    void HandleTimeout(Timestamp now);
}
