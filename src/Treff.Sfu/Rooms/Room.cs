using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Sfu.Data;
using Treff.Sfu.DataTracks;
using Treff.Sfu.Forwarding;
using Treff.Sfu.Metrics;
using Treff.Sfu.Signal;

namespace Treff.Sfu.Rooms;

/// <summary>
/// One room: who is in it and who hears of what. Everything in it runs on its worker's thread, one call after the other, so there are no
/// locks; it reaches the world only through <see cref="IRoomHost"/>.
/// </summary>
internal sealed partial class Room
{
    // A room that breaks sooner than this after it was made is not offered for coming back to.
    private static readonly TimeSpan YoungRoom = TimeSpan.FromSeconds(10);

    private readonly List<Participant> _participants = [];
    private readonly RoomTimer _timer;
    private readonly ILogger _logger;
    private readonly Population _population;
    private readonly DateTimeOffset _createdAtUtc;
    private readonly Timestamp _createdAt;
    private Timestamp _lastLeftAt;
    private bool _everJoined;

    public Room(string name, RoomSettings settings, RoomServices services)
    {
        Name = name;
        Settings = settings;
        Options = services.Options;
        Host = services.Host;
        Events = services.Events;
        Forwarding = services.Forwarding;
        _logger = services.Logger;
        _population = services.Population;
        _createdAtUtc = Host.UtcNow;
        _createdAt = Host.Now;
        Data = new DataRelay(this);
        _timer = new RoomTimer(this);
        Host.Schedule(_timer);
    }

    public string Sid { get; } = LiveKit.Sid.NewRoom();

    public string Name { get; }

    public RoomSettings Settings { get; }

    public RoomOptions Options { get; }

    public IRoomHost Host { get; }

    public RoomEvents Events { get; }

    public DataRelay Data { get; }

    public ActiveSpeakers Speakers { get; } = new();

    public ConnectionQualityReports Quality { get; } = new();
    /// <summary>Of all rooms of the worker.</summary>
    public ForwardingStatistics Forwarding { get; }

    public IReadOnlyList<Participant> Participants => _participants;

    /// <summary>Who speaks, or spoke last; null before anybody did.</summary>
    public Participant? Speaker => Speakers.Speaker;

    public bool IsClosed { get; private set; }

    /// <summary>By the wall clock.</summary>
    public DateTimeOffset CreatedAt => _createdAtUtc;

    /// <summary>Counters in <see cref="ToProto"/> changed since clients were last told.</summary>
    public bool CountsAreStale { get; set; }

    /// <summary>When the room ends unless somebody comes; <see cref="Timestamp.Never"/> while somebody is in it.</summary>
    public Timestamp EndsAt
    {
        get
        {
            if (_participants.Exists(participant => !participant.IsDependent))
                return Timestamp.Never;
            return _everJoined ? _lastLeftAt + Settings.DepartureTimeout : _createdAt + Settings.EmptyTimeout;
        }
    }

    public bool IsFull =>
        Settings.MaxParticipants > 0 && _participants.Count(participant => participant.TakesSeat) >= Settings.MaxParticipants;

    /// <summary>Called once, when the room is over.</summary>
    public Action<Room>? Closed { get; set; }

    public bool TryFind(string identity, [NotNullWhen(true)] out Participant? participant)
    {
        participant = _participants.Find(candidate => candidate.Identity == identity);
        return participant is not null;
    }

    public PublishedTrack? FindTrack(string trackSid)
    {
        foreach (var participant in _participants)
        {
            if (participant.Publications.Find(trackSid) is { } track)
                return track;
        }

        return null;
    }

    public PublishedDataTrack? FindDataTrack(string trackSid)
    {
        foreach (var participant in _participants)
        {
            if (participant.DataTracks.Find(trackSid) is { } track)
                return track;
        }

        return null;
    }

    /// <summary>
    /// Lets somebody in. Order on the wire: join (others as of now), refresh_token, what is subscribed to, the answer to the offer that
    /// came along. Later updates to the newcomer continue from exactly that snapshot.
    /// </summary>
    public Participant Join(SignalOpenRequest request, SignalSession session)
    {
        if (TryFind(request.Claims.Identity, out var older))
            Remove(older, DisconnectReason.DuplicateIdentity, replaced: !request.Claims.Video.Hidden);
        var participant = new Participant(this, session, request);
        _participants.Add(participant);
        _population.OnJoined();
        _everJoined |= !participant.IsDependent;
        CountsAreStale = true;
        participant.Send(new SignalResponse { Join = JoinResponses.Create(this, participant) });
        participant.MoveTo(ParticipantInfo.Types.State.Joined);
        SendToken(participant);
        BroadcastToOthers(participant);
        participant.Negotiation.Start();
        participant.Subscriptions.ReconcileAll();
        participant.DataTrackSubscriptions.ReconcileAll();
        foreach (var addTrack in request.Join.AddTrackRequests)
            participant.Publications.Add(addTrack);
        if (request.Join.PublisherOffer is { Sdp.Length: > 0 } offer)
            participant.Negotiation.HandleOffer(offer);
        Log.Joined(_logger, Name, participant.Identity, participant.Sid);
        Host.Schedule(_timer);
        return participant;
    }

    /// <summary>Takes somebody out. <paramref name="replaced"/>: their successor is about to be announced under the same identity.</summary>
    public void Remove(
        Participant participant,
        DisconnectReason reason,
        LeaveRequest.Types.Action action = LeaveRequest.Types.Action.Disconnect,
        bool replaced = false)
    {
        if (participant.IsGone)
            return;
        participant.Publications.RemoveAll();
        participant.Subscriptions.RemoveAll();
        participant.DataTracks.RemoveAll();
        participant.DataTrackSubscriptions.RemoveAll();
        participant.MoveTo(ParticipantInfo.Types.State.Disconnected, reason);
        if (_participants.Remove(participant))
            _population.OnLeft();
        if (!participant.IsDependent)
            _lastLeftAt = Host.Now;
        CountsAreStale = true;
        participant.Send(new SignalResponse
        {
            Leave = new LeaveRequest
            {
                Reason = reason,
                Action = action,
                CanReconnect = action != LeaveRequest.Types.Action.Disconnect,
            },
        });
        participant.Session.Complete();
        participant.CloseConnections();
        if (replaced)
            TellOlderClients(participant);
        else
            BroadcastToOthers(participant);
        Events.ParticipantLeft(participant);
        Log.Left(_logger, Name, participant.Identity, participant.Sid, reason);
        Host.Schedule(_timer);
    }

    /// <summary>
    /// A late DISCONNECTED under an identity that is there again would make clients drop the newcomer. Those that know people by their
    /// sid alone need it, or both would stay.
    /// </summary>
    private void TellOlderClients(Participant replaced)
    {
        if (replaced.IsHidden)
            return;
        var message = Update(replaced);
        foreach (var participant in _participants)
        {
            if (!participant.KnowsIdentities)
                participant.Send(message);
        }
    }

    /// <summary>Media can flow: the participant is really here.</summary>
    public void OnConnected(Participant participant)
    {
        if (participant.State != ParticipantInfo.Types.State.Joined)
            return;
        participant.MoveTo(ParticipantInfo.Types.State.Active);
        Broadcast(participant);
        Events.ParticipantJoined(participant);
        participant.Subscriptions.OnConnected();
    }

    /// <summary>
    /// ICE or DTLS is over. A client that still listens is asked to resume, or to join anew where nothing can be resumed; one that
    /// vanished is gone.
    /// </summary>
    public void OnConnectionLost(Participant participant)
    {
        // The other of two connections was lost before: the client has been asked.
        if (participant.GivenUpAt != Timestamp.Never)
            return;
        if (participant.SignalIsClosed)
            Remove(participant, DisconnectReason.SignalClose);
        else if (participant.WasActive && participant.CanResume)
            Resume.Ask(participant, DisconnectReason.ConnectionTimeout);
        else
            Remove(participant, DisconnectReason.ConnectionTimeout, LeaveRequest.Types.Action.Reconnect);
    }

    /// <summary>The socket is gone. While media flows the client may come back; ICE tells when it does not.</summary>
    public void OnSignalLost(Participant participant)
    {
        if (!participant.WasActive)
            Remove(participant, DisconnectReason.SignalClose);
        else if (participant.MediaHasFailed)
            participant.GivenUpAt = Timestamp.Min(participant.GivenUpAt, Host.Now + Resume.Window);
    }

    /// <summary>Tells everybody who may know, the participant included.</summary>
    public void Broadcast(Participant about)
    {
        var message = Update(about);
        about.Send(message);
        SendToOthers(about, message);
    }

    /// <summary>Somebody is hidden from now on: to others it looks as if they had left.</summary>
    public void Withdraw(Participant about)
    {
        var info = about.ToInfo();
        info.State = ParticipantInfo.Types.State.Disconnected;
        info.Tracks.Clear();
        info.DataTracks.Clear();
        var message = new SignalResponse { Update = new ParticipantUpdate { Participants = { info } } };
        foreach (var participant in _participants)
        {
            if (participant != about)
                participant.Send(message);
        }
    }

    public void BroadcastToOthers(Participant about) => SendToOthers(about, Update(about));

    public void SendToAll(SignalResponse message)
    {
        foreach (var participant in _participants)
            participant.Send(message);
    }

    public void SendToken(Participant participant)
    {
        participant.TokenSentAt = Host.Now;
        if (Options.TokenSigner is { } sign)
            participant.Send(new SignalResponse { RefreshToken = sign(participant.ToClaims()) });
    }

    public void OnTrackPublished(PublishedTrack track)
    {
        CountsAreStale = true;
        Broadcast(track.Publisher);
        if (track != track.Primary)
        {
            SecondCodec.OnPublished(track);
            return;
        }

        Events.TrackPublished(track);
        foreach (var participant in _participants)
            participant.Subscriptions.Reconcile(track);
    }

    public void OnTrackUnpublished(PublishedTrack track)
    {
        CountsAreStale = true;
        Broadcast(track.Publisher);
        Events.TrackUnpublished(track);
    }

    /// <summary>The room's timer reads its deadlines again.</summary>
    public void Reschedule() => Host.Schedule(_timer);

    /// <summary>Runs what somebody outside asked for; an exception is the end of this room and of no other.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A room dies alone, whatever went wrong in it.")]
    public void Run(Action action)
    {
        if (IsClosed)
            return;
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    /// <summary>Something in this room threw: our bug. Everybody is sent out with a reason; most come back into a new room.</summary>
    public void Fault(Exception exception)
    {
        Log.Faulted(_logger, exception, Name);
        OnFault();
    }

    /// <summary>As <see cref="Fault"/>, when the worker has logged the exception.</summary>
    public void OnFault()
    {
        if (IsClosed)
            return;
        var action = Host.Now - _createdAt < YoungRoom ? LeaveRequest.Types.Action.Disconnect : LeaveRequest.Types.Action.Reconnect;
        Close(DisconnectReason.MediaFailure, RoomEndReason.RoomEndUnknown, action);
    }

    public void Close(
        DisconnectReason reason,
        RoomEndReason endReason,
        LeaveRequest.Types.Action action = LeaveRequest.Types.Action.Disconnect)
    {
        if (IsClosed)
            return;
        IsClosed = true;
        foreach (var participant in _participants.ToArray())
            RemoveWhateverHappens(participant, reason, action);
        Events.RoomFinished(this, endReason);
        Log.Ended(_logger, Name, Sid);
        Closed?.Invoke(this);
        Host.Schedule(_timer);
    }

    /// <summary>The room as clients and the server API see it.</summary>
    public LiveKit.Protocol.Room ToProto()
    {
        var room = new LiveKit.Protocol.Room
        {
            Sid = Sid,
            Name = Name,
            EmptyTimeout = (uint)Settings.EmptyTimeout.TotalSeconds,
            DepartureTimeout = (uint)Settings.DepartureTimeout.TotalSeconds,
            MaxParticipants = (uint)Settings.MaxParticipants,
            CreationTime = _createdAtUtc.ToUnixTimeSeconds(),
            CreationTimeMs = _createdAtUtc.ToUnixTimeMilliseconds(),
            Metadata = Settings.Metadata,
            ActiveRecording = _participants.Exists(participant => participant.Permission.Recorder),
        };
        room.EnabledCodecs.AddRange(PublishCodecs.RoomCodecs);
        foreach (var participant in _participants)
        {
            if (participant.IsDependent || participant.IsHidden)
                continue;
            room.NumParticipants++;
            room.NumPublishers += participant.IsPublisher ? 1u : 0u;
        }

        return room;
    }

    private static SignalResponse Update(Participant about)
    {
        var update = new ParticipantUpdate();
        update.Participants.Add(about.ToInfo());
        return new SignalResponse { Update = update };
    }

    private void SendToOthers(Participant about, SignalResponse message)
    {
        if (about.IsHidden)
            return;
        foreach (var participant in _participants)
        {
            if (participant != about)
                participant.Send(message);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The room is closing; what failed once may fail again while it does.")]
    private void RemoveWhateverHappens(Participant participant, DisconnectReason reason, LeaveRequest.Types.Action action)
    {
        try
        {
            Remove(participant, reason, action);
        }
        catch (Exception exception)
        {
            if (_participants.Remove(participant))
                _population.OnLeft();
            participant.Session.Complete();
            Log.CloseFailed(_logger, exception, Name, participant.Identity);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Room {Room}: {Identity} joined as {Sid}")]
        public static partial void Joined(ILogger logger, string room, string identity, string sid);

        [LoggerMessage(2, LogLevel.Information, "Room {Room}: {Identity} ({Sid}) left: {Reason}")]
        public static partial void Left(ILogger logger, string room, string identity, string sid, DisconnectReason reason);

        [LoggerMessage(3, LogLevel.Error, "Room {Room} failed and is closed")]
        public static partial void Faulted(ILogger logger, Exception exception, string room);

        [LoggerMessage(4, LogLevel.Information, "Room {Room} ({Sid}) ended")]
        public static partial void Ended(ILogger logger, string room, string sid);

        [LoggerMessage(5, LogLevel.Warning, "Room {Room}: taking out {Identity} failed")]
        public static partial void CloseFailed(ILogger logger, Exception exception, string room, string identity);
    }
}
