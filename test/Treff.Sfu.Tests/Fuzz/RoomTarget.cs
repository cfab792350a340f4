using System.Text;
using Google.Protobuf;
using Treff.Fuzz;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Tests.Support;
using Treff.Sfu.Tests.Support;
using Treff.Sfu.Tests.Traces;

namespace Treff.Sfu.Tests.Fuzz;

/// <summary>
/// A live room whose clients say what recorded clients said, in any order, to any of our sids, damaged or not, come and go, lose their
/// sockets and resume. The room must not fail, and what it holds must fit together after every message.
/// </summary>
/// <param name="name">Of the target.</param>
/// <param name="hasTwoConnections">The clients answer our offers on a second peer connection.</param>
internal sealed class RoomTarget(string name, bool hasTwoConnections) : FuzzTarget(name)
{
    private const int Clients = 4;

    private static readonly string[] Traces =
    [
        "single-pc.alice", "single-pc.bob", "many-tracks-single-pc.alice", "moderation-single-pc.alice", "adaptive-dynacast.alice",
        "manual-quality.bob", "resume-single-pc.alice", "limited-grants-single-pc.sender", "publish-in-parallel-single-pc.alice", "rtc-node.node-a",
    ];

    private static readonly string[] DualTraces =
    [
        "dual-pc.alice", "dual-pc.bob", "moderation-dual-pc.alice", "resume-dual-pc.alice", "limited-grants-dual-pc.sender",
        "go-load-test-dual-pc.publisher", "go-load-test-dual-pc.subscriber", "full-reconnect-dual-pc.alice",
    ];

    private readonly string[] _traces = hasTwoConnections ? DualTraces : Traces;

    private SignalRequest[] _corpus = [];
    private JoinRequest[] _joins = [];
    private readonly TestClient?[] _clients = new TestClient?[Clients];
    private readonly SessionDescription?[] _offers = new SessionDescription?[Clients];
    private readonly FaultLogger _faults = new();
    private TestRooms _rooms = null!;

    /// <summary>An offer takes a hundred times what other messages take.</summary>
    public override int ShortInputs => 2000;

    public override int InputsPerLife => 1000;

    public override long MaxGrowthBytes => 64 << 20;

    public override void Begin(SeededRandom random)
    {
        if (_corpus.Length == 0)
            ReadCorpus();
        _rooms = new TestRooms(logger: _faults) { Host = { IsNetworkDown = true } };
        Array.Clear(_clients);
        Array.Clear(_offers);
    }

    public override void Step(SeededRandom random)
    {
        var slot = random.Next(Clients);
        var client = _clients[slot];
        if (client is not { IsLetIn: true } || client.Participant.IsGone || (client.IsClosed && random.Chance(0.5)) || random.Chance(0.01))
            client = _clients[slot] = Join("client-" + slot, random);
        else if (random.Chance(0.01))
            client.Session.OnSocketClosed();
        else if (random.Chance(0.02) && !client.Participant.WasActive)
            client.Connect();
        else if (random.Chance(0.01))
            client.Lose();
        else if (client.Participant.SignalIsClosed || random.Chance(0.01))
            client = _clients[slot] = Resume(client, random);
        else if (hasTwoConnections && random.Chance(0.3) && Answer(client, random) is { } answer)
            client.Send(answer);
        else
            client.Send(Request(random));
        if (random.Chance(0.02))
            _rooms.Host.Advance(random.Next(3) * 1000);
        _faults.Check();
        for (var i = 0; i < Clients; i++)
            _offers[i] = _clients[i]?.Take().LastOrDefault(response => response.Offer is not null)?.Offer ?? _offers[i];
        _rooms.Events.Clear();
        RoomInvariants.Check(_rooms.Registry);
    }

    public override void End()
    {
        _rooms.Dispose();
        Array.Clear(_clients);
    }

    private TestClient Join(string identity, SeededRandom random)
    {
        var join = _joins[random.Next(_joins.Length)];
        if (random.Chance(0.5) && Damaged(join, JoinRequest.Parser, random) is { } damaged)
            join = damaged;
        join.Reconnect = false;
        return _rooms.Join(identity, join: join, hasTwoConnections: hasTwoConnections);
    }

    /// <summary>On a new socket, mostly with the right sid.</summary>
    private TestClient Resume(TestClient client, SeededRandom random) =>
        _rooms.Resume(client, sid: random.Chance(0.1) ? "PA_somebodyelse" : null);

    /// <summary>To the newest offer, as a browser would, or damaged; null when there was none.</summary>
    private SignalRequest? Answer(TestClient client, SeededRandom random)
    {
        if (_offers[Array.IndexOf(_clients, client)] is not { } offer)
            return null;
        var sdp = DualClient.AnswerTo(offer.Sdp);
        if (random.Chance(0.3))
            sdp = Encoding.Latin1.GetString(Mutations.Damage(Encoding.Latin1.GetBytes(sdp), random));
        return new SignalRequest
        {
            Answer = new SessionDescription { Type = "answer", Sdp = sdp, Id = random.Chance(0.9) ? offer.Id : (uint)random.Next(300) },
        };
    }

    private void ReadCorpus()
    {
        var files = _traces.Select(TraceFile.Read).ToArray();
        _corpus = [.. files.SelectMany(file => file.Requests).DistinctBy(request => request.ToByteString()), .. Synthetic()];
        _joins = [.. files.Select(file => file.Join)];
    }

    private SignalRequest Request(SeededRandom random)
    {
        var request = _corpus[random.Next(_corpus.Length)];
        if (random.Chance(0.5) && Damaged(request, SignalRequest.Parser, random) is { } damaged)
            request = damaged;
        return random.Chance(0.7) ? WithOurSids(request.Clone(), random) : request;
    }

    /// <summary>Null when nobody could decode it.</summary>
    private static T? Damaged<T>(T message, MessageParser<T> parser, SeededRandom random)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(Mutations.Damage(message.ToByteArray(), random));
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Messages about tracks get further when there is such a track.</summary>
    private SignalRequest WithOurSids(SignalRequest request, SeededRandom random)
    {
        if (request.UpdateDataSubscription is { } data)
            WithOurDataTracks(data, random);
        var sids = _rooms.Registry.Rooms.SelectMany(room => room.Participants).SelectMany(other => other.Publications.Tracks).Select(track => track.Sid).ToArray();
        if (sids.Length == 0)
            return request;
        var sid = sids[random.Next(sids.Length)];
        if (request.Mute is { } mute)
            mute.Sid = sid;
        request.Subscription?.TrackSids.Add(sid);
        request.TrackSetting?.TrackSids.Add(sid);
        if (request.UpdateAudioTrack is { } audio)
            audio.TrackSid = sid;
        if (request.UpdateVideoTrack is { } video)
            video.TrackSid = sid;
        return request;
    }

    private void WithOurDataTracks(UpdateDataSubscription request, SeededRandom random)
    {
        var sids = _rooms.Registry.Rooms.SelectMany(room => room.Participants).SelectMany(other => other.DataTracks.Tracks).Select(track => track.Sid).ToArray();
        foreach (var update in request.Updates)
            update.TrackSid = sids.Length > 0 ? sids[random.Next(sids.Length)] : update.TrackSid;
    }

    /// <summary>Kinds that the recorded clients did not use.</summary>
    private static IEnumerable<SignalRequest> Synthetic() =>
    [
        new() { PingReq = new Ping { Timestamp = 1, Rtt = 2 } },
        new() { UpdateMetadata = new UpdateParticipantMetadata { Name = "n", Metadata = "m", Attributes = { ["a"] = "b" }, RequestId = 3 } },
        new() { UpdateAudioTrack = new UpdateLocalAudioTrack { TrackSid = "TR_x" } },
        new() { UpdateVideoTrack = new UpdateLocalVideoTrack { TrackSid = "TR_x", Width = 1, Height = 2 } },
        new() { TrackSetting = new UpdateTrackSettings { TrackSids = { "TR_x" }, Quality = VideoQuality.Medium, Width = 320, Height = 180 } },
        new() { Subscription = new UpdateSubscription { TrackSids = { "TR_x" }, Subscribe = false } },
        new() { Subscription = new UpdateSubscription { TrackSids = { "TR_x" }, Subscribe = true } },
        new() { SubscriptionPermission = new SubscriptionPermission { TrackPermissions = { new TrackPermission { ParticipantIdentity = "client-1" } } } },
        new() { Offer = new SessionDescription { Type = "offer", Id = 9, Sdp = TestOffer.Standard().Send("video", "cid-1").Send("audio", "cid-2").ToString() } },
        new() { AddTrack = new AddTrackRequest { Cid = "cid-1", Type = TrackType.Video, Source = TrackSource.Camera, Width = 640, Height = 360 } },
        new() { AddTrack = new AddTrackRequest { Cid = "cid-2", Type = TrackType.Audio, Source = TrackSource.Microphone } },
        new() { Leave = new LeaveRequest { Reason = DisconnectReason.ClientInitiated } },
        new() { Simulate = new SimulateScenario { NodeFailure = true } },
        new() { Simulate = new SimulateScenario { Migration = true } },
        new() { Simulate = new SimulateScenario { DisconnectSignalOnResume = true } },
        new() { Simulate = new SimulateScenario { DisconnectSignalOnResumeNoMessages = true } },
        new() { PublishDataTrackRequest = new PublishDataTrackRequest { PubHandle = 1, Name = "one" } },
        new() { PublishDataTrackRequest = new PublishDataTrackRequest { PubHandle = 2, Name = "two", Schema = new DataTrackSchemaId { Name = "s" } } },
        new() { UnpublishDataTrackRequest = new UnpublishDataTrackRequest { PubHandle = 1 } },
        new() { UpdateDataSubscription = new UpdateDataSubscription { Updates = { new UpdateDataSubscription.Types.Update { TrackSid = "DTR_x", Subscribe = true } } } },
        new() { SyncState = new SyncState { DatachannelReceiveStates = { new DataChannelReceiveState { PublisherSid = "PA_x", LastSeq = 1 } } } },
    ];
}
