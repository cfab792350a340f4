using System.Net.WebSockets;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Sfu.Tests.Support;
using Sdp = Treff.Rtc.Sdp.SessionDescription;

namespace Treff.Load;

/// <summary>Somebody who joins a room with two connections: receives on one what the server offers, publishes on the other.</summary>
internal sealed class LoadParticipant : IAsyncDisposable
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(2);

    private readonly LoadTarget _target;
    private readonly DtlsFingerprint _fingerprint;
    private PublishedMedia? _media;
    private readonly bool _subscribes;
    private readonly SignalConnection _signal = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DisconnectReason> _sentAway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Connection _subscriber;
    private readonly Connection _publisher;
    private int _announced;
    private Task _reading = Task.CompletedTask;
    private Task _pinging = Task.CompletedTask;

    /// <param name="target">The server.</param>
    /// <param name="fingerprint">Of the certificate of both ends.</param>
    /// <param name="ends">The two connections.</param>
    /// <param name="media">What is published; null = nothing.</param>
    /// <param name="subscribes">False = receives nothing.</param>
    public LoadParticipant(LoadTarget target, DtlsFingerprint fingerprint, LoadEnds ends, PublishedMedia? media, bool subscribes)
    {
        _target = target;
        _fingerprint = fingerprint;
        _media = media;
        _subscribes = subscribes;
        _subscriber = new Connection(ends.Subscriber, ends.SubscriberLoop);
        _publisher = new Connection(ends.Publisher, ends.PublisherLoop);
    }

    /// <summary>Why the server sent this participant away; not done while it has not.</summary>
    public Task<DisconnectReason> SentAway => _sentAway.Task;

    /// <summary>Ends when the connections that this participant needs are up.</summary>
    public Task JoinAsync(string room, string identity, CancellationToken cancellationToken)
    {
        var grant = new VideoGrant { Room = room, RoomJoin = true, RoomCreate = true, CanPublish = _media is not null };
        var claims = new AccessTokenClaims { Identity = identity, Name = identity, Video = grant };
        return JoinAsync(AccessToken.Create(_target.Credentials, claims, DateTimeOffset.UtcNow, TimeSpan.FromHours(1)), cancellationToken);
    }

    /// <summary>The same with a token that somebody else made.</summary>
    public async Task JoinAsync(string token, CancellationToken cancellationToken)
    {
        await _signal.ConnectAsync(_target.Url, token, _subscribes, cancellationToken);
        _reading = ReadAsync();
        var subscribing = _subscribes ? _subscriber.Peer.Connected : Task.CompletedTask;
        var publishing = _media is null ? Task.CompletedTask : _publisher.Peer.Connected;
        await UntilAsync(Task.WhenAll(subscribing, publishing), cancellationToken);
    }

    /// <summary>Who joined without media has some from now on. Ends when the connection for it is up.</summary>
    public async Task PublishAsync(PublishedMedia media, CancellationToken cancellationToken)
    {
        _media = media;
        await AnnounceAsync(media);
        await UntilAsync(_publisher.Peer.Connected, cancellationToken);
    }

    /// <summary>What a client says of itself.</summary>
    public Task SetAttributeAsync(string name, string value) =>
        SendAsync(new SignalRequest { UpdateMetadata = new UpdateParticipantMetadata { Attributes = { [name] = value } } });

    /// <summary>From now on media flows, beginning at this share of a step.</summary>
    public Task StartMediaAsync(double phase) =>
        _media is { } media ? _publisher.Loop.InvokeAsync(() => media.Start(_publisher.Peer, phase)) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        await _leaving.CancelAsync();
        await Task.WhenAll(_reading, _pinging);
        await _signal.DisposeAsync();
        _leaving.Dispose();
    }

    /// <summary>Says goodbye. Without it the server waits for somebody who may come back, and the next run's sockets meet those of this one.</summary>
    public async Task LeaveAsync()
    {
        if (!_signal.IsOpen)
            return;
        using var timeout = new CancellationTokenSource(LeaveTimeout);
        try
        {
            await _signal.SendAsync(new SignalRequest { Leave = new LeaveRequest { Reason = DisconnectReason.ClientInitiated } }, timeout.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The server has gone first.
        }
    }

    private async Task UntilAsync(Task connected, CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(connected, _failed.Task).WaitAsync(cancellationToken);
        await first;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _signal.ReceiveAsync(_leaving.Token) is { } message)
                await HandleAsync(message);
            _failed.TrySetException(new IOException("the server closed the signalling connection"));
        }
        catch (Exception) when (_leaving.IsCancellationRequested)
        {
            // We left.
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
        }
    }

    private Task HandleAsync(SignalResponse message) => message.MessageCase switch
    {
        SignalResponse.MessageOneofCase.Join => OnJoinedAsync(message.Join),
        SignalResponse.MessageOneofCase.TrackPublished => OnTrackPublishedAsync(),
        SignalResponse.MessageOneofCase.Offer => OnOfferAsync(message.Offer),
        SignalResponse.MessageOneofCase.Answer => ConnectAsync(_publisher, Parse(message.Answer)),
        SignalResponse.MessageOneofCase.Trickle => OnTrickleAsync(message.Trickle),
        SignalResponse.MessageOneofCase.Leave => OnSentAway(message.Leave.Reason),
        _ => Task.CompletedTask,
    };

    private Task OnSentAway(DisconnectReason reason)
    {
        _sentAway.TrySetResult(reason);
        throw new IOException($"the server sent the client away: {reason}");
    }

    private async Task OnJoinedAsync(JoinResponse join)
    {
        if (join.PingInterval > 0)
            _pinging = PingAsync(TimeSpan.FromSeconds(join.PingInterval));
        if (_media is not null)
            await AnnounceAsync(_media);
    }

    private async Task AnnounceAsync(PublishedMedia media)
    {
        foreach (var request in media.Announcements())
            await SendAsync(new SignalRequest { AddTrack = request });
    }

    private async Task OnTrackPublishedAsync()
    {
        if (++_announced < _media!.Announcements().Count())
            return;
        var offer = _media.Offer(_publisher.Peer, _fingerprint.Value);
        await SendAsync(new SignalRequest { Offer = new SessionDescription { Type = "offer", Sdp = offer, Id = 1 } });
    }

    private async Task OnOfferAsync(SessionDescription offer)
    {
        var sdp = Parse(offer);
        var sections = RemoteEnd.Sections(sdp);
        await _subscriber.Loop.InvokeAsync(() => _subscriber.Peer.Link.Peer.SetReceiveSections(sections));
        await ConnectAsync(_subscriber, sdp);
        var answer = TestAnswer.Write(sdp, _subscriber.Peer.Credentials, _fingerprint).ToString();
        await SendAsync(new SignalRequest { Answer = new SessionDescription { Type = "answer", Sdp = answer, Id = offer.Id } });
    }

    private Task OnTrickleAsync(TrickleRequest trickle)
    {
        var connection = trickle.Target == SignalTarget.Publisher ? _publisher : _subscriber;
        if (RemoteEnd.Candidate(trickle.CandidateInit) is { } candidate)
            connection.Candidates.Add(candidate);
        return ConnectAsync(connection, sdp: null);
    }

    /// <summary>Begins to check as soon as both the description and an address are there.</summary>
    private async Task ConnectAsync(Connection connection, Sdp? sdp)
    {
        if (sdp is not null)
        {
            connection.Identity = RemoteEnd.Identity(sdp);
            connection.Candidates.AddRange(RemoteEnd.Candidates(sdp));
        }

        if (connection.Identity is not { } remote || connection.Peer.HasStarted
            || RemoteEnd.Choose(connection.Candidates, _target.Url.IsLoopback) is not { } address)
        {
            return;
        }

        await connection.Loop.InvokeAsync(() => connection.Peer.Connect(remote.Credentials, remote.Fingerprint, address));
    }

    private async Task PingAsync(TimeSpan interval)
    {
        try
        {
            using var timer = new PeriodicTimer(interval);
            while (await timer.WaitForNextTickAsync(_leaving.Token))
                await SendAsync(new SignalRequest { PingReq = new Ping { Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() } });
        }
        catch (Exception) when (_leaving.IsCancellationRequested)
        {
            // We left.
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
        }
    }

    private Task SendAsync(SignalRequest request) => _signal.SendAsync(request, _leaving.Token);

    private static Sdp Parse(SessionDescription description) =>
        Sdp.TryParse(description.Sdp, out var sdp, out var error) ? sdp : throw new InvalidDataException($"the server's description is malformed: {error}");

    private sealed class Connection(LoadPeer peer, PeerLoop loop)
    {
        public LoadPeer Peer => peer;

        public PeerLoop Loop => loop;

        public List<IceCandidate> Candidates { get; } = [];

        public (IceCredentials Credentials, DtlsFingerprint Fingerprint)? Identity { get; set; }
    }
}

/// <summary>The two ends of a participant and the loops they live on.</summary>
internal sealed record LoadEnds(LoadPeer Subscriber, PeerLoop SubscriberLoop, LoadPeer Publisher, PeerLoop PublisherLoop);
