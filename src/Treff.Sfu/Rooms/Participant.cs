using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Peer;
using Treff.Sfu.Data;
using Treff.Sfu.DataTracks;
using Treff.Sfu.Forwarding.Allocation;
using Treff.Sfu.Signal;

namespace Treff.Sfu.Rooms;

/// <summary>Somebody in a room: who they are, their signalling session, their peer, what they publish and what they receive.</summary>
internal sealed class Participant : ISignalHandler
{
    // Clients up to this protocol version wait for the connection on which they send, always.
    private const int WithSubscriberPrimary = 2;

    private readonly DateTimeOffset _joinedAt;
    private readonly ClientInfo _client;
    private readonly DateTimeOffset? _tokenExpiresAt;
    private readonly SignalBacklog _backlog = new();

    public Participant(Room room, SignalSession session, SignalOpenRequest request)
    {
        var claims = request.Claims;
        Room = room;
        Sid = LiveKit.Sid.NewParticipant();
        Identity = claims.Identity;
        Session = Attach(session);
        _tokenExpiresAt = claims.ExpiresAt;
        Name = claims.Name;
        Metadata = claims.Metadata;
        Kind = claims.Kind;
        Permission = claims.Video.ToPermission();
        Attributes = new Dictionary<string, string>(claims.Attributes);
        Network = request.Network;
        _client = request.Join.ClientInfo ?? new ClientInfo();
        _joinedAt = room.Host.UtcNow;
        JoinedAt = room.Host.Now;
        TakeOwnMetadata(request.Join);
        PublisherLink = new PeerConnection(this).Link;
        SubscriberLink = request.HasTwoConnections ? new PeerConnection(this).Link : PublisherLink;
        SubscriberIsPrimary = request.HasTwoConnections && Permission.CanSubscribe && ProtocolVersion > WithSubscriberPrimary;
        Publications = new Publications(this);
        var settings = request.Join.ConnectionSettings ?? new ConnectionSettings { AutoSubscribe = true };
        Subscriptions = new SubscriptionSet(this, settings);
        Bandwidth = new SubscriberBandwidth(this, mayPause: !settings.HasSubscriberAllowPause || settings.SubscriberAllowPause);
        Negotiation = request.HasTwoConnections ? new DualPeerNegotiation(this) : new SinglePeerNegotiation(this);
        Data = new DataEndpoint(this);
        DataTracks = new DataTrackPublications(this);
        DataTrackSubscriptions = new DataTrackSubscriptions(this, request.Join.ConnectionSettings?.AutoSubscribeDataTrack ?? false);
    }

    public Room Room { get; }

    /// <summary>Another one after each resume.</summary>
    public SignalSession Session { get; private set; }

    /// <summary>The connection that the client offers and sends on.</summary>
    public PeerLink PublisherLink { get; }

    /// <summary>The connection on which the client receives: the same, or a second one that we offer.</summary>
    public PeerLink SubscriberLink { get; }

    /// <summary>The client receives on a connection of its own.</summary>
    public bool HasTwoConnections => SubscriberLink != PublisherLink;

    /// <summary>Of two connections, the client waits for the one on which it receives.</summary>
    public bool SubscriberIsPrimary { get; }

    /// <summary>The connection that has to be up for the participant to be there; data goes to the client on it.</summary>
    public PeerLink PrimaryLink => SubscriberIsPrimary ? SubscriberLink : PublisherLink;

    /// <summary>Whether the client notices a new track on a section that another one was sent on. Safari does not.</summary>
    public bool ReusesSections => !_client.Browser.Equals("safari", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets redundant audio as publishers send it. LiveKit spares Firefox and Safari, which do not play it.</summary>
    public bool TakesRed =>
        !_client.Browser.Equals("safari", StringComparison.OrdinalIgnoreCase) && !_client.Browser.Equals("firefox", StringComparison.OrdinalIgnoreCase);

    /// <summary>Of LiveKit's signalling, as the client speaks it.</summary>
    public int ProtocolVersion => _client.Protocol;

    /// <summary>The ways to this server that this client is told.</summary>
    public SessionNetwork Network { get; set; }

    public Publications Publications { get; }

    public SubscriptionSet Subscriptions { get; }

    /// <summary>Divides what the participant's network carries among what it receives.</summary>
    public SubscriberBandwidth Bandwidth { get; }

    public INegotiation Negotiation { get; }

    public DataEndpoint Data { get; }

    public DataTrackPublications DataTracks { get; }

    public DataTrackSubscriptions DataTrackSubscriptions { get; }

    /// <summary>The publisher's wall clock, from its sender reports.</summary>
    public PublisherClock Clock { get; } = new();

    public string Sid { get; }

    public string Identity { get; }

    public string Name { get; set; }

    public string Metadata { get; set; }

    public Dictionary<string, string> Attributes { get; }

    public ParticipantInfo.Types.Kind Kind { get; }

    public ParticipantPermission Permission { get; set; }

    public ParticipantInfo.Types.State State { get; private set; }

    public DisconnectReason DisconnectReason { get; private set; }

    public Timestamp JoinedAt { get; }

    /// <summary>By the wall clock.</summary>
    public DateTimeOffset JoinedAtUtc => _joinedAt;

    public Timestamp TokenSentAt { get; set; }

    /// <summary>When the client said by close_notify that its media is over; never so far.</summary>
    public Timestamp ConnectionClosedAt { get; private set; } = Timestamp.Never;

    /// <summary>The WebSocket is gone; media may still flow until ICE gives up or the client comes back.</summary>
    public bool SignalIsClosed { get; private set; }

    /// <summary>Media is down: when the participant is taken out unless it comes back.</summary>
    public Timestamp GivenUpAt { get; set; } = Timestamp.Never;

    /// <summary>What is to go wrong when the client resumes, for its own tests.</summary>
    public ResumeFailure NextResume { get; set; } = ResumeFailure.None;

    /// <summary>Until then the participant counts as speaking, for its own tests.</summary>
    public Timestamp PretendsToSpeakUntil { get; set; } = Timestamp.Zero;

    /// <summary>The connection for media can be taken up again: DTLS is not over, whatever ICE says.</summary>
    public bool CanResume => !IsGone && ConnectionClosedAt == Timestamp.Never && IsUsable(PublisherLink) && IsUsable(SubscriberLink);

    /// <summary>ICE gave up on a connection, and no restart has brought it back.</summary>
    public bool MediaHasFailed => PublisherLink.Peer.State == PeerState.Failed || SubscriberLink.Peer.State == PeerState.Failed;

    public bool MediaIsUp => PrimaryLink.Peer.State == PeerState.Connected && !MediaHasFailed;

    /// <summary>Signalling version 15 and later expect to hear of requests that went well.</summary>
    public bool KnowsOkResponses => _client.Protocol is 0 or > 14;

    /// <summary>Signalling version 13 and later know leave requests that ask to resume.</summary>
    public bool KnowsLeaveActions => _client.Protocol is 0 or > 12;

    /// <summary>Signalling version 12 and later know somebody who is back by the identity, whatever the sid.</summary>
    public bool KnowsIdentities => _client.Protocol is 0 or > 11;

    public bool WasActive { get; private set; }

    /// <summary>Times the client was back on a new socket.</summary>
    public int Resumes { get; private set; }

    public QualityTimes QualityTimes { get; } = new();

    /// <summary>Messages of kinds that are not handled.</summary>
    public int IgnoredRequests { get; set; }

    public bool IsGone => State == ParticipantInfo.Types.State.Disconnected;

    public bool IsHidden => Permission.Hidden;

    /// <summary>Recorders and agents neither keep a room alive nor count.</summary>
    public bool IsDependent => IsDependentKind(Permission, Kind);

    /// <summary>Counts towards the limit of a room: who is seen and is a person.</summary>
    public bool TakesSeat => NeedsSeat(Permission, Kind);

    public bool IsPublisher => Publications.Tracks.Count > 0 || DataTracks.Tracks.Count > 0;

    private uint Version { get; set; }

    public void Send(SignalResponse response)
    {
        if (!SignalIsClosed && Session.Send(response))
            return;
        SignalIsClosed = true;
        _backlog.Keep(response);
    }

    /// <summary>A new socket of the same client takes the place of the old one, which is closed.</summary>
    public void Reattach(SignalSession session)
    {
        Session.Complete();
        Session = Attach(session);
        SignalIsClosed = false;
        Resumes++;
    }

    /// <summary>Ends the socket and not the participant: the client is expected on a new one.</summary>
    public void CloseSignal()
    {
        Session.Complete();
        SignalIsClosed = true;
    }

    /// <summary>Who left, and what else no later message repeats, since the signal was lost.</summary>
    public SignalBacklog.Content TakeBacklog() => _backlog.Take();

    /// <summary>Everything others may know, as a message of its own: it stays as it is when the participant changes.</summary>
    public ParticipantInfo ToInfo()
    {
        var info = new ParticipantInfo
        {
            Sid = Sid,
            Identity = Identity,
            Name = Name,
            Metadata = Metadata,
            State = State,
            Version = Version,
            Permission = Permission.Clone(),
            IsPublisher = IsPublisher,
            Kind = Kind,
            JoinedAt = _joinedAt.ToUnixTimeSeconds(),
            JoinedAtMs = _joinedAt.ToUnixTimeMilliseconds(),
            DisconnectReason = DisconnectReason,
            ClientProtocol = _client.ClientProtocol,
        };
        info.Capabilities.AddRange(_client.Capabilities);
        info.Attributes.Add(Attributes);
        if (IsGone)
            return info;
        info.Tracks.AddRange(Publications.Tracks.Select(track => track.Info.Clone()));
        info.DataTracks.AddRange(DataTracks.Tracks.Select(track => track.Info));
        return info;
    }

    /// <summary>The claims of a token that lets this participant in again as they are now.</summary>
    public AccessTokenClaims ToClaims() => new()
    {
        Identity = Identity,
        Name = Name,
        Metadata = Metadata,
        Attributes = Attributes,
        Kind = Kind,
        Video = new VideoGrant
        {
            Room = Room.Name,
            RoomJoin = true,
            CanPublish = Permission.CanPublish,
            CanSubscribe = Permission.CanSubscribe,
            CanPublishData = Permission.CanPublishData,
            CanPublishSources = [.. Permission.CanPublishSources],
            CanUpdateOwnMetadata = Permission.CanUpdateMetadata,
            CanSubscribeMetrics = Permission.CanSubscribeMetrics,
            Hidden = Permission.Hidden,
            Recorder = Permission.Recorder,
            Agent = Permission.Agent,
            CanManageAgentSession = Permission.CanManageAgentSession,
        },
        ExpiresAt = _tokenExpiresAt,
    };

    public static bool NeedsSeat(ParticipantPermission permission, ParticipantInfo.Types.Kind kind) =>
        !permission.Hidden && !IsDependentKind(permission, kind);

    /// <summary>Something that others see has changed. Clients drop an info with a lower version than they have.</summary>
    public void Touch() => Version++;

    public void MoveTo(ParticipantInfo.Types.State state, DisconnectReason reason = DisconnectReason.UnknownReason)
    {
        State = state;
        DisconnectReason = reason;
        WasActive |= state == ParticipantInfo.Types.State.Active;
        Touch();
    }

    /// <summary>Empty values mean "unchanged", an empty attribute removes it.</summary>
    public void Merge(string name, string metadata, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        if (name.Length > 0)
            Name = name;
        if (metadata.Length > 0)
            Metadata = metadata;
        foreach (var (key, value) in attributes)
        {
            if (value.Length == 0)
                Attributes.Remove(key);
            else
                Attributes[key] = value;
        }
    }

    /// <summary>Whether these changes leave alone what only the server may set. Clients repeat all of their attributes; that is no change.</summary>
    public bool MayChange(IEnumerable<KeyValuePair<string, string>> attributes) =>
        attributes.All(pair => !Room.Options.ServerAttributes.Contains(pair.Key) || Attributes.GetValueOrDefault(pair.Key, "") == pair.Value);

    void ISignalHandler.HandleSignal(SignalSession session, SignalRequest request) =>
        Room.Run(() =>
        {
            if (!IsGone && session == Session)
                SignalDispatch.Handle(this, request);
        });

    void ISignalHandler.OnSignalClosed(SignalSession session) =>
        Room.Run(() =>
        {
            if (session != Session)
                return;
            SignalIsClosed = true;
            if (!IsGone)
                Room.OnSignalLost(this);
        });

    /// <summary>Something changed on one of the participant's connections.</summary>
    public void OnPeerStateChanged(PeerLink link, Timestamp now, PeerState state)
    {
        if (IsGone)
            return;
        switch (state)
        {
            case PeerState.Connected:
                OnConnected(link);
                break;
            case PeerState.Failed:
                Room.OnConnectionLost(this);
                break;
            case PeerState.Closed:
                // A leaving client closes its connection beside its goodbye, and that may come second.
                ConnectionClosedAt = now;
                break;
            case PeerState.Disconnected:
                if (link == SubscriberLink)
                    Subscriptions.OnInterrupted();
                break;
            case PeerState.New:
            case PeerState.Connecting:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Says goodbye to the client's media.</summary>
    public void CloseConnections()
    {
        PublisherLink.Close();
        SubscriberLink.Close();
    }

    private static bool IsUsable(PeerLink link) => !link.IsClosed && link.Peer.Dtls.State != DtlsState.Failed;

    private void OnConnected(PeerLink link)
    {
        if (!MediaHasFailed)
            GivenUpAt = Timestamp.Never;
        if (link == PrimaryLink)
            Room.OnConnected(this);
        else if (link == SubscriberLink)
            Subscriptions.OnConnected();
        if (link == SubscriberLink)
            Subscriptions.OnRestored();
    }

    private static bool IsDependentKind(ParticipantPermission permission, ParticipantInfo.Types.Kind kind) =>
        permission.Recorder || kind is ParticipantInfo.Types.Kind.Egress or ParticipantInfo.Types.Kind.Agent;

    private SignalSession Attach(SignalSession session)
    {
        session.Handler = this;
        session.RoomName = Room.Name;
        session.Identity = Identity;
        session.ParticipantSid = Sid;
        return session;
    }

    private void TakeOwnMetadata(JoinRequest join)
    {
        if (!Permission.CanUpdateMetadata || !RoomLimits.AllowsMetadata(join.Metadata) || !RoomLimits.AllowsAttributes(join.ParticipantAttributes))
            return;
        Merge("", join.Metadata, join.ParticipantAttributes.Where(pair => !Room.Options.ServerAttributes.Contains(pair.Key)));
    }
}
