using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Tests.Support;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Support;

/// <summary>A worker without sockets, threads or a clock: time moves when a test says so, datagrams are carried by hand.</summary>
internal sealed class TestRoomHost : IRoomHost, IPeerHost, IDatagramSender, IDisposable
{
    private const int StepMilliseconds = 5;

    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create("test");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SendBatch _outgoing;
    private readonly List<IWorkerTimer> _timers = [];
    private readonly List<PeerLink> _links = [];
    private readonly Queue<(byte[] Datagram, TransportAddress Remote)> _network = new();

    public TestRoomHost() => _outgoing = new SendBatch(this);

    public static DtlsContext DtlsContext { get; } = new(Certificate);

    /// <summary>Media clients by their address.</summary>
    public Dictionary<TransportAddress, TestMedia> Media { get; } = [];

    /// <summary>Links towards media clients, for those that are not reached at once.</summary>
    public Dictionary<TransportAddress, LossyLink> Links { get; } = [];

    /// <summary>Peers that are not closed.</summary>
    public int LinkCount => _links.Count;

    /// <summary>True throws away what is sent, without copying it.</summary>
    public bool IsNetworkDown { get; set; }

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1_000_000);

    /// <summary>As if the packets that are handled next were that much shorter than others of their frame.</summary>
    public byte FramePadding { get; set; }

    public DateTimeOffset UtcNow => Start + TimeSpan.FromMilliseconds(Now.Milliseconds);

    public IReadOnlyList<IceCandidate> Candidates { get; } =
        IceCandidate.TryParse("candidate:1 1 udp 2130706431 127.0.0.1 7882 typ host", out var candidate) ? [candidate] : [];

    public DtlsFingerprint Fingerprint => Certificate.Fingerprint;

    public IRandomSource Random { get; } = new SeededRandom(1);

    public PeerLink CreatePeer(IPeerOwner owner)
    {
        var peer = new RtcPeer(new PeerOptions
        {
            DtlsContext = DtlsContext,
            DtlsRole = DtlsRole.Server,
            LocalCredentials = IceCredentials.Create(Random),
            Random = Random,
            UnixTimeOffset = Start - DateTimeOffset.UnixEpoch,
        });
        var link = new PeerLink(peer, owner, this, _outgoing);
        _links.Add(link);
        return link;
    }

    public void Schedule(IWorkerTimer timer)
    {
        if (!_timers.Contains(timer))
            _timers.Add(timer);
    }

    /// <summary>Lets time pass in small steps, firing what is due and carrying what was sent.</summary>
    public void Advance(TimeSpan time)
    {
        for (var end = Now + time; Now < end;)
        {
            Now = Now.AddMilliseconds(StepMilliseconds);
            DeliverLinks();
            foreach (var timer in _timers.Concat(_links).ToArray())
                Fire(timer);
            foreach (var media in Media.Values)
                media.HandleTimeout(Now);
            Deliver();
        }
    }

    public void Advance(int milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Time passes and nobody does anything in it.</summary>
    public void Skip(int milliseconds) => Now = Now.AddMilliseconds(milliseconds);

    /// <summary>Carries datagrams until none are under way.</summary>
    public void Deliver()
    {
        _outgoing.Flush();
        while (_network.TryDequeue(out var item))
        {
            if (Media.TryGetValue(item.Remote, out var media))
                media.HandleDatagram(Now, item.Datagram);
            _outgoing.Flush();
        }
    }

    /// <summary>The client is gone.</summary>
    public void Forget(TestMedia media)
    {
        Media.Remove(media.Address);
        media.Dispose();
        _timers.RemoveAll(timer => timer.NextTimeout == Timestamp.Never);
    }

    void IDatagramSender.Send(SendBatch batch)
    {
        if (IsNetworkDown)
            return;
        for (var i = 0; i < batch.Count; i++)
        {
            if (Links.TryGetValue(batch.Paths[i].Remote, out var link))
                link.Send(Now, batch[i], batch.Paths[i]);
            else
                _network.Enqueue((batch[i].ToArray(), batch.Paths[i].Remote));
        }
    }

    void IPeerHost.OnPeerTouched(PeerLink link)
    {
    }

    void IPeerHost.OnCredentialsAdded(PeerLink link, IceCredentials credentials)
    {
    }

    void IPeerHost.OnHandshakeDatagram(PeerLink link, ReadOnlySpan<byte> datagram, in NetworkPath path) => throw new NotSupportedException();

    bool IPeerHost.OnPeerClosed(PeerLink link) => _links.Remove(link);

    public void Dispose()
    {
        foreach (var media in Media.Values)
            media.Dispose();
        foreach (var link in _links.ToArray())
            link.Close();
        _outgoing.Dispose();
    }

    /// <summary>What has arrived since the last step, each at its own time.</summary>
    private void DeliverLinks()
    {
        foreach (var (remote, link) in Links)
        {
            for (var arrival = link.NextArrival; link.TryReceive(Now, out var datagram, out _); arrival = link.NextArrival)
                Media[remote].HandleDatagram(arrival, datagram);
        }
    }

    private void Fire(IWorkerTimer timer)
    {
        if (timer.NextTimeout > Now)
            return;
        try
        {
            timer.HandleTimeout(Now);
        }
        catch (InvalidOperationException exception)
        {
            timer.OnFault(exception);
        }
    }
}
