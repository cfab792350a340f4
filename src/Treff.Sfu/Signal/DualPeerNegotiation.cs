using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Rooms;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Signal;

/// <summary>
/// Negotiation with a client that has two peer connections: it offers the one it publishes on, we offer the one it receives on. The two
/// know nothing of each other.
/// </summary>
internal sealed class DualPeerNegotiation(Participant participant) : INegotiation
{
    private readonly OfferedSections _published = new(participant);
    private readonly SubscriberOffers _subscribed = new(participant);

    public Timestamp NextTimeout => _subscribed.NextTimeout;

    /// <summary>A client that waits for the receiving connection gets an offer even when there is nothing to receive.</summary>
    public void Start()
    {
        if (participant.SubscriberIsPrimary)
            _subscribed.Start();
    }

    public void HandleOffer(SignalDescription offer)
    {
        if (!_published.TryTake(offer))
        {
            participant.Room.Remove(participant, DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect);
            return;
        }

        var published = _published.MatchPublications();
        _published.Answer(offer.Id);
        foreach (var track in published)
            participant.Room.OnTrackPublished(track);
    }

    public void HandleAnswer(SignalDescription answer) => _subscribed.HandleAnswer(answer);

    public void MatchLate() => _published.MatchLate();

    public void Request() => _subscribed.Request();

    public void Release(Subscription subscription) => _subscribed.Release(subscription);

    public void OnResumed() => _subscribed.Restart();

    public void HandleTimeout(Timestamp now) => _subscribed.HandleTimeout(now);
}
