using System.IO.Pipelines;
using System.Net;
using Treff.Rtc;
using Treff.Rtc.Ice;
using Treff.Rtc.Turn;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

// Ways to the worker beside its UDP sockets: TCP connections and the relay.
internal sealed partial class MediaWorker
{
    private readonly IReadOnlyList<IPAddress> _addresses;
    private ushort _tcpPort;
    private IPAddress? _tcpAddress;

    /// <summary>All workers of the port, this one among them, by their index.</summary>
    public IReadOnlyList<MediaWorker> Workers { get; private set; } = [];

    public int Index => _options.Index;

    public StreamStatistics StreamStatistics => _streams.Statistics;

    /// <summary>What can be reached through this worker's relay; null when there is none. For the worker's thread.</summary>
    public TurnPeers? RelayPeers => _turn?.Peers;

    /// <summary>Null when there is no relay.</summary>
    public TurnStatistics? TurnStatistics => _turn?.Statistics;

    /// <summary>Says who the other workers of the port are; before any of them is started.</summary>
    public void Join(IReadOnlyList<MediaWorker> workers)
    {
        Workers = workers;
        if (_others is not null)
            _others.Wake = index => workers[index].WakeUnlessPending();
    }

    /// <summary>Somebody listens for TCP connections on this port and hands those over that carry media: candidates say so from now on. Any thread.</summary>
    /// <param name="port">As clients reach it.</param>
    /// <param name="address">Null = on all addresses.</param>
    public void OnListening(ushort port, IPAddress? address) => this.Post(_ =>
    {
        (_tcpPort, _tcpAddress) = (port, address);
        Candidates = ListCandidates([]);
    });

    /// <summary>Carries media over a TCP connection until it ends. Any thread.</summary>
    public Task RunConnectionAsync(IDuplexPipe transport, IPEndPoint remote, MediaStreamKind kind, CancellationToken closed) =>
        kind == MediaStreamKind.Turn && _turn is null ? Task.CompletedTask : _streams.RunAsync(transport, remote, kind, closed);

    /// <summary>Credentials for the relay; null when there is none. Any thread.</summary>
    public TurnCredentials? IssueTurnCredentials(TimeSpan lifetime, string participant) =>
        _turn is null ? null : _turnCredentials.Issue(_clock.Now + lifetime, participant);

    /// <inheritdoc/>
    public IReadOnlyList<IceCandidate> CandidatesFor(IReadOnlyList<IPAddress> publicAddresses) =>
        publicAddresses.Count == 0 ? Candidates : ListCandidates(publicAddresses);

    void IStreamHandler.HandleStreamDatagram(StreamConnection connection, Span<byte> datagram)
    {
        if (connection.Kind == MediaStreamKind.Ice)
            HandleMedia(datagram, connection.Path);
        else if (_turn is not null)
            HandleTurn(_turn, datagram, connection.Path);
    }

    bool IStreamHandler.IsAuthentic(StreamConnection connection) => connection.Kind == MediaStreamKind.Ice
        ? _router.IsKnown(connection.Path)
        : _turn is not null && _turn.HasAllocation(connection.Path);

    void IStreamHandler.OnStreamClosed(StreamConnection connection)
    {
        if (_router.RemovePath(connection.Path) is >= 0 and var other)
            Workers[other].Post(_ => Workers[other]._router.RemovePath(connection.Path));
        _turn?.Forget(connection.Path);
    }

    void IHandoverHandler.HandleHandedOver(Span<byte> datagram, in NetworkPath path, HandoverKind kind)
    {
        if (kind == HandoverKind.Received)
        {
            HandleMedia(datagram, path, isHandedOver: true);
            return;
        }

        datagram.CopyTo(_transport.Outgoing.Reserve());
        _transport.Outgoing.Commit(datagram.Length, path);
    }

    // A client that comes from an address where another worker's peer was before: that one has to be gone, or the client has to wait.
    private void AskForPath(int other, NetworkPath path) => Workers[other].Post(_ => Workers[other]._router.ReleasePath(path));

    private TurnServer CreateTurnServer(TurnServerOptions options) =>
        new(options with { FirstRelaySocket = LocalSocketNumbers.FirstRelayOf(_options.Index) }, _turnCredentials, Random);

    // Whatever clients are told they may also reach through the relay.
    private IReadOnlyList<IceCandidate> ListCandidates(IReadOnlyList<IPAddress> publicAddresses)
    {
        var addresses = _addresses.Concat(publicAddresses).Distinct().ToArray();
        AddRelayPeers(addresses);
        return LocalCandidates.List(addresses, (ushort)UdpPort, _tcpPort, _tcpAddress);
    }

    // A client's relay may be on any worker, not only on the one that has its room.
    private void AddRelayPeers(IReadOnlyList<IPAddress> addresses)
    {
        if (_turn is null)
            return;
        TransportAddress[] peers = [.. addresses.Select(address => TransportAddress.From(address, (ushort)UdpPort))];
        if (peers.All(_turn.Peers.Contains))
            return;
        AddPeers(_turn);
        foreach (var other in Workers.Where(worker => worker != this))
            other.Post(_ => AddPeers(other._turn!));

        void AddPeers(TurnServer turn)
        {
            foreach (var peer in peers)
                turn.Peers.TryAdd(peer);
        }
    }

    private void HandleTurn(TurnServer turn, Span<byte> message, in NetworkPath client)
    {
        var outcome = turn.Handle(Now, message, client, _transport.Outgoing.Reserve());
        if (outcome.ResponseLength > 0)
            _transport.Outgoing.Commit(outcome.ResponseLength, client);
        if (outcome.DataLength > 0)
            HandleMedia(message.Slice(outcome.DataOffset, outcome.DataLength), outcome.DataPath);
    }
}
