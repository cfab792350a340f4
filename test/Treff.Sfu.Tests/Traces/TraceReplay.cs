using System.Text.Json;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Traces;

/// <summary>
/// Lets recorded clients speak to our room in the order of their time stamps. Sids differ from the recording's, so requests that name one are
/// translated; what the room asks for (media sections) the recorded client did on its own, as it had been asked by LiveKit.
/// </summary>
internal sealed class TraceReplay : IDisposable
{
    private readonly Dictionary<string, string> _ourSids = [];
    private readonly List<Actor> _actors = [];

    public TestRooms Rooms { get; } = new();

    /// <summary>Does what was done to the recorded server, when the recorded test did it; by the beginning of its name.</summary>
    public Dictionary<string, Action<TraceReplay>> Actions { get; } = [];

    public void Dispose() => Rooms.Dispose();

    public Actor Add(string name, string room = "room")
    {
        var actor = new Actor(TraceFile.Read(name), room);
        _actors.Add(actor);
        return actor;
    }

    /// <summary>Plays everything; <paramref name="stop"/> ends it before a time of the recording.</summary>
    public void Run(double stop = double.MaxValue)
    {
        var steps = _actors
            .SelectMany(actor => actor.Trace.Messages.Prepend(Start(actor)).Select(message => (Actor: actor, Message: message)))
            .Where(step => step.Message.Milliseconds < stop)
            .OrderBy(step => step.Message.Milliseconds);
        double? last = null;
        foreach (var (actor, message) in steps)
        {
            Wait(last ?? message.Milliseconds, message.Milliseconds);
            last = message.Milliseconds;
            Play(actor, message);
            Note(message.Milliseconds);
        }
    }

    /// <summary>In small steps, so that it shows when we say something on our own.</summary>
    private void Wait(double from, double to)
    {
        const int step = 50;
        for (var at = from; at + 1 <= to; at += step)
        {
            Rooms.Host.Advance((int)Math.Min(step, to - at));
            Note(Math.Min(at + step, to));
        }
    }

    private void Note(double milliseconds)
    {
        foreach (var actor in _actors.Where(actor => actor.Client is not null))
            actor.Note(milliseconds);
    }

    private static TraceMessage Start(Actor actor) => new(actor.Trace.Messages[0].Milliseconds - 1, null, null);

    private void Play(Actor actor, TraceMessage message)
    {
        if (message.Action.Length > 0)
            Do(actor, message.Action);
        else if (message.IsClose)
            actor.Client.Session.OnSocketClosed();
        else if (message.Join is { Reconnect: true })
            Resume(actor);
        else if (message is { Request: null, Response: null })
            Join(actor, message.Join ?? actor.Trace.Join);
        else if (message.Request is { } request)
            Send(actor, request);
        else
            actor.Recorded.Add(message.Response!);
    }

    /// <summary>Every participant's file tells all that was done; the first one's counts.</summary>
    private void Do(Actor actor, string action)
    {
        var name = Actions.Keys.FirstOrDefault(name => action.StartsWith(name, StringComparison.Ordinal));
        if (actor != _actors[0] || name is null)
            return;
        foreach (var each in _actors)
            each.MarkFirstAction();
        Actions[name](this);
    }

    private void Resume(Actor actor)
    {
        actor.Earlier.Add(actor.Client);
        actor.EarlierRecorded.AddRange(actor.Recorded);
        actor.Recorded.Clear();
        actor.Client = Rooms.Resume(actor.Client, room: actor.Room);
    }

    private void Join(Actor actor, JoinRequest join)
    {
        var claims = actor.Trace.Claims;
        var result = Rooms.Registry.Open(new Sfu.Signal.SignalOpenRequest(
            new AccessTokenClaims
            {
                Identity = claims.GetProperty("sub").GetString()!,
                Name = claims.TryGetProperty("name", out var name) ? name.GetString()! : "",
                Video = Grant(claims.GetProperty("video"), actor.Room),
            },
            join,
            "127.0.0.1")
        {
            HasTwoConnections = actor.Trace.HasTwoConnections,
        });
        Rooms.Registry.TryFind(actor.Room, out var room);
        room!.TryFind(claims.GetProperty("sub").GetString()!, out var participant);
        actor.Client = new TestClient(Rooms, result.Session!, participant);
        actor.Rejoined.Add(actor.Client);
    }

    private static VideoGrant Grant(JsonElement video, string room) => new()
    {
        Room = room,
        RoomJoin = true,
        CanPublish = Flag(video, "canPublish"),
        CanSubscribe = Flag(video, "canSubscribe"),
        CanPublishData = Flag(video, "canPublishData"),
        CanUpdateOwnMetadata = Flag(video, "canUpdateOwnMetadata"),
    };

    private static bool? Flag(JsonElement video, string name) => video.TryGetProperty(name, out var flag) ? flag.GetBoolean() : null;

    private void Send(Actor actor, SignalRequest request)
    {
        // The first thing a client says after its connection is up: livekit-client its rule of who may receive, Go's what it is for.
        if (IsAfterConnecting(request) && !actor.Client.Participant.WasActive)
            actor.Client.Connect();
        foreach (var joined in _actors.Where(other => other.Client is not null))
            LearnSids(joined);
        if (Translate(actor, request) is { } translated)
            actor.Client.Send(translated);
    }

    private static bool IsAfterConnecting(SignalRequest request) => request.MessageCase is
        SignalRequest.MessageOneofCase.SubscriptionPermission or SignalRequest.MessageOneofCase.AddTrack or SignalRequest.MessageOneofCase.Subscription;

    /// <summary>The n-th track_published of a client is the same track in both worlds.</summary>
    private void LearnSids(Actor actor)
    {
        var theirs = Tracks(actor.Recorded);
        var ours = Tracks(actor.Client.Received);
        for (var i = 0; i < Math.Min(theirs.Count, ours.Count); i++)
            _ourSids[theirs[i]] = ours[i];
    }

    private static List<string> Tracks(IEnumerable<SignalResponse> responses) =>
        [.. responses.Where(response => response.TrackPublished is not null).Select(response => response.TrackPublished.Track.Sid)];

    private SignalRequest? Translate(Actor actor, SignalRequest request)
    {
        var translated = request.Clone();
        if (translated.Answer is { Id: > 0 } answer && !TryTranslate(actor, answer))
            return null;
        if (translated.Mute is { } mute)
            mute.Sid = Ours(mute.Sid);
        foreach (var published in translated.SyncState?.PublishTracks ?? [])
            published.Track.Sid = Ours(published.Track.Sid);
        foreach (var tracks in translated.Subscription?.ParticipantTracks ?? [])
            Translate(tracks.TrackSids);
        if (translated.Subscription is { } subscription)
            Translate(subscription.TrackSids);
        foreach (var permission in translated.SubscriptionPermission?.TrackPermissions ?? [])
            Translate(permission.TrackSids);
        if (translated.TrackSetting is { } settings)
            Translate(settings.TrackSids);
        return translated;
    }

    /// <summary>The n-th answer is to the n-th offer. LiveKit made more of them where others took part who are not in the replay.</summary>
    private static bool TryTranslate(Actor actor, SessionDescription answer)
    {
        var index = actor.TheirOffers.ToList().FindIndex(offer => offer.Id == answer.Id);
        if (actor.OurOffers.ElementAtOrDefault(index) is not { } ours)
            return false;
        answer.Id = ours.Id;
        // Two tracks in one offer where LiveKit made two: the client would have answered both.
        if (TestClient.Parse(answer).Media.Count != TestClient.Parse(ours).Media.Count)
            answer.Sdp = DualClient.AnswerTo(ours.Sdp);
        return true;
    }

    private void Translate(Google.Protobuf.Collections.RepeatedField<string> sids)
    {
        for (var i = 0; i < sids.Count; i++)
            sids[i] = Ours(sids[i]);
    }

    private string Ours(string sid) => _ourSids.GetValueOrDefault(sid, sid);

    public sealed class Actor(TraceFile trace, string room)
    {
        private bool _isMarked;
        private int _recordedBefore;
        private int _receivedBefore;

        public TraceFile Trace { get; } = trace;

        public string Room { get; } = room;

        /// <summary>What LiveKit had sent up to now.</summary>
        public List<SignalResponse> Recorded { get; } = [];

        public TestClient Client { get; set; } = null!;

        /// <summary>What we said to the present connection, and when by the clock of the recording.</summary>
        public List<(double Milliseconds, SignalResponse Response)> Timed { get; } = [];

        /// <summary>One for each time that it joined.</summary>
        public List<TestClient> Rejoined { get; } = [];

        /// <summary>The connections before the present one that were resumed.</summary>
        public List<TestClient> Earlier { get; } = [];

        public List<SignalResponse> EarlierRecorded { get; } = [];

        /// <summary>What LiveKit sent since the test began to do something, and all that tells how things were then.</summary>
        public Story Theirs => new(Recorded, _recordedBefore);

        public Story Ours => new(Client.Received, _receivedBefore);

        public IEnumerable<SessionDescription> OurAnswers => Answers(Client.Received);

        public IEnumerable<SessionDescription> TheirAnswers => Answers(Recorded);

        public IEnumerable<SessionDescription> OurOffers => Offers(Client.Received);

        public IEnumerable<SessionDescription> TheirOffers => Offers(Recorded);

        /// <summary>The newest recorded info about somebody after now: what was asked for, when it was something about them.</summary>
        public ParticipantInfo Next(string identity) => Trace.Responses.Skip(Recorded.Count)
            .Where(response => response.Update is not null).SelectMany(response => response.Update.Participants)
            .First(info => info.Identity == identity);

        public void MarkFirstAction()
        {
            if (_isMarked)
                return;
            _isMarked = true;
            (_recordedBefore, _receivedBefore) = (Recorded.Count, Client.Received.Count);
        }

        public void Note(double milliseconds)
        {
            var received = Client.Received;
            for (var i = Timed.Count; i < received.Count; i++)
                Timed.Add((milliseconds, received[i]));
        }

        private static IEnumerable<SessionDescription> Offers(IEnumerable<SignalResponse> responses) =>
            responses.Where(response => response.Offer is not null).Select(response => response.Offer);

        private static IEnumerable<SessionDescription> Answers(IEnumerable<SignalResponse> responses) =>
            responses.Where(response => response.Answer is not null).Select(response => response.Answer);
    }
}
