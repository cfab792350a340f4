using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Ice;
using Treff.Rtc.Sdp;
using SessionDescription = Treff.Rtc.Sdp.SessionDescription;
using SignalDescription = Treff.LiveKit.Protocol.SessionDescription;

namespace Treff.Sfu.Tests.Support;

/// <summary>A client with two peer connections: it offers one, and answers offers on the other.</summary>
internal sealed class DualClient
{
    private readonly IceCredentials _credentials = new("subs", "subscribersubscribersubscriber");

    public DualClient(TestRooms rooms, string identity, VideoGrant? grant = null, string browser = "", int protocol = 17)
    {
        var join = new JoinRequest
        {
            ClientInfo = new ClientInfo { Protocol = protocol, ClientProtocol = 2, Browser = browser },
            ConnectionSettings = new ConnectionSettings { AutoSubscribe = true },
        };
        Signal = rooms.Join(identity, grant: grant, join: join, hasTwoConnections: true);
        Published = new TestOffer { FingerprintValue = rooms.Host.Fingerprint.Value }.Data();
    }

    public TestClient Signal { get; }

    /// <summary>What the client offers on the connection it publishes on.</summary>
    public TestOffer Published { get; }

    /// <summary>The client's end of the connection that it receives on, once connected.</summary>
    public TestMedia? Subscriber { get; private set; }

    public TestMedia? Publisher { get; private set; }

    public IReadOnlyList<SignalDescription> Offers =>
        [.. Signal.Received.Where(response => response.Offer is not null).Select(response => response.Offer)];

    public SignalDescription LastOffer => Offers[^1];

    /// <summary>The sections of the newest offer.</summary>
    public List<MediaDescription> Sections => TestClient.Parse(LastOffer).Media;

    /// <summary>The answer of a client without a will or a network of its own, as text.</summary>
    public static string AnswerTo(string offer) => offer
        .Replace("a=setup:actpass", "a=setup:active", StringComparison.Ordinal)
        .Replace("a=sendrecv", "a=recvonly", StringComparison.Ordinal)
        .Replace("a=ice-lite\r\n", "", StringComparison.Ordinal);

    /// <summary>Answers the newest offer as a browser does, or as <paramref name="change"/> makes of it.</summary>
    public void Answer(Action<SessionDescription>? change = null, uint? id = null)
    {
        var answer = TestAnswer.Write(TestClient.Parse(LastOffer), _credentials, Signal.Rooms.Host.Fingerprint);
        change?.Invoke(answer);
        Signal.Send(new SignalRequest
        {
            Answer = new SignalDescription { Type = "answer", Sdp = answer.ToString(), Id = id ?? LastOffer.Id },
        });
    }

    /// <summary>Both connections come up, over real ICE and DTLS.</summary>
    public DualClient Connect()
    {
        ConnectSubscriber();
        Signal.Offer(Published.ToString());
        Publisher = Signal.ConnectMedia();
        return this;
    }

    public void ConnectSubscriber()
    {
        Subscriber = new TestMedia(Signal.Rooms.Host, Signal.Participant.SubscriberLink, _credentials, TestClient.Parse(LastOffer));
        Answer();
        Signal.Rooms.Host.Advance(500);
    }

    public TrackInfo Publish(TrackType type, string cid, string extra = "")
    {
        var isVideo = type == TrackType.Video;
        var info = Signal.AddTrack(new AddTrackRequest { Cid = cid, Type = type, Source = isVideo ? TrackSource.Camera : TrackSource.Microphone });
        Signal.Offer(Published.Send(isVideo ? "video" : "audio", cid, extra).ToString());
        return info;
    }
}
