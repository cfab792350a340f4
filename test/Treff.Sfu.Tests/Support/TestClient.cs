using Treff.LiveKit.Protocol;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;
using SessionDescription = Treff.Rtc.Sdp.SessionDescription;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Tests.Support;

/// <summary>A client by its signalling: sends requests, keeps every answer.</summary>
internal sealed class TestClient(TestRooms rooms, SignalSession session, Participant? participant)
{
    private readonly List<SignalResponse> _received = [];
    private uint _nextOfferId = 1;

    public SignalSession Session { get; } = session;

    public Participant Participant => participant ?? throw new InvalidOperationException("The session was refused.");

    /// <summary>There was a participant when the session had been opened.</summary>
    public bool IsLetIn => participant is not null;

    public TestRooms Rooms { get; } = rooms;

    public TestMedia? Media { get; set; }

    /// <summary>Everything since the connection was opened.</summary>
    public IReadOnlyList<SignalResponse> Received
    {
        get
        {
            while (Session.Outgoing.TryRead(out var response))
                _received.Add(response);
            return _received;
        }
    }

    public bool IsClosed
    {
        get
        {
            _ = Received;
            return Session.Outgoing.Completion.IsCompleted;
        }
    }

    /// <summary>What was received since the last call.</summary>
    public IReadOnlyList<SignalResponse> Take()
    {
        var taken = Received.ToArray();
        _received.Clear();
        return taken;
    }

    public IReadOnlyList<SignalResponse.MessageOneofCase> Kinds() => [.. Received.Select(response => response.MessageCase)];

    public void Send(SignalRequest request) => Session.Handle(request);

    public SignalDescription Offer(string sdp)
    {
        var id = _nextOfferId++;
        Send(new SignalRequest { Offer = new SignalDescription { Type = "offer", Sdp = sdp, Id = id } });
        var answer = Received.Last(response => response.MessageCase == SignalResponse.MessageOneofCase.Answer).Answer;
        Assert.Equal(id, answer.Id);
        return answer;
    }

    /// <summary>Brings up real ICE and DTLS over the fake network, with the newest answer.</summary>
    public TestMedia ConnectMedia()
    {
        var answer = Received.Last(response => response.MessageCase == SignalResponse.MessageOneofCase.Answer).Answer;
        var credentials = new IceCredentials(TestOffer.Ufrag, TestOffer.Password);
        Media = new TestMedia(Rooms.Host, Participant.PublisherLink, credentials, Parse(answer));
        Rooms.Host.Advance(500);
        Assert.Equal(ParticipantInfo.Types.State.Active, Participant.State);
        return Media;
    }

    /// <summary>As if ICE and DTLS were up.</summary>
    public void Connect() => Participant.OnPeerStateChanged(Participant.PrimaryLink, Rooms.Host.Now, PeerState.Connected);

    public void Lose() => Participant.OnPeerStateChanged(Participant.PrimaryLink, Rooms.Host.Now, PeerState.Failed);

    /// <summary>Offers the standard sections with the real certificate's fingerprint, and connects.</summary>
    public TestMedia ConnectStandard()
    {
        Offer(StandardOffer().ToString());
        return ConnectMedia();
    }

    public TestOffer StandardOffer(string ufrag = TestOffer.Ufrag, string password = TestOffer.Password)
    {
        var offer = TestOffer.Standard(ufrag, password);
        offer.FingerprintValue = Rooms.Host.Fingerprint.Value;
        return offer;
    }

    public TrackInfo AddTrack(AddTrackRequest request)
    {
        Send(new SignalRequest { AddTrack = request });
        return Received.Last(response => response.MessageCase == SignalResponse.MessageOneofCase.TrackPublished).TrackPublished.Track;
    }

    /// <summary>The newest info about somebody that this client was sent.</summary>
    public ParticipantInfo? LastInfo(string identity) => Received
        .Where(response => response.MessageCase == SignalResponse.MessageOneofCase.Update)
        .SelectMany(response => response.Update.Participants)
        .LastOrDefault(info => info.Identity == identity);

    public static SessionDescription Parse(SignalDescription description)
    {
        Assert.True(SessionDescription.TryParse(description.Sdp, out var sdp, out _));
        return sdp;
    }
}
