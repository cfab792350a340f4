using System.Net;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Rooms;

public sealed class DtlsHandshakePoolTests : IDisposable
{
    private static readonly NetworkPath Path = new(0, TransportAddress.From(IPAddress.Loopback, 4000));

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create("treff");
    private readonly DtlsContext _context;
    private readonly SendBatch _batch = new(new NoSender());
    private readonly Inbox _inbox = new();

    public DtlsHandshakePoolTests() => _context = new DtlsContext(_certificate);

    [Fact]
    public void Handshakes_beyond_the_queue_are_dropped_and_counted()
    {
        using var pool = new DtlsHandshakePool(threads: 0, () => Timestamp.Zero, capacity: 1);
        var waiting = Create(pool);
        var refused = Create(pool);
        waiting.Add([22], Path);
        refused.Add([22], Path);
        Assert.True(waiting.IsRunning);
        Assert.False(refused.IsRunning);
        Assert.Equal(1, pool.DroppedDatagrams);
    }

    [Fact]
    public void One_peer_cannot_pile_up_datagrams()
    {
        using var pool = new DtlsHandshakePool(threads: 0, () => Timestamp.Zero);
        var handshake = Create(pool);
        for (var i = 0; i < 100; i++)
            handshake.Add([22], Path);
        Assert.Equal(100 - 1 - 16, pool.DroppedDatagrams);
    }

    [Fact]
    public void Steps_of_one_peer_never_overlap()
    {
        using var pool = new DtlsHandshakePool(threads: 2, () => Timestamp.Zero);
        var handshake = Create(pool);
        for (var i = 0; i < 200; i++)
        {
            handshake.Add([22, 254, 253], Path);
            Assert.True(handshake.IsRunning);
            if (i % 3 != 0)
                continue;
            Assert.True(_inbox.Posted.Wait(TimeSpan.FromSeconds(20)));
            _inbox.Run();
        }

        while (handshake.IsRunning)
        {
            Assert.True(_inbox.Posted.Wait(TimeSpan.FromSeconds(20)));
            _inbox.Run();
        }

        Assert.InRange(pool.Steps, 67, 200);
    }

    public void Dispose()
    {
        _batch.Dispose();
        _context.Dispose();
        _certificate.Dispose();
    }

    private OffloadedHandshake Create(DtlsHandshakePool pool)
    {
        var peer = new RtcPeer(new PeerOptions
        {
            DtlsContext = _context,
            LocalCredentials = IceCredentials.Create(CryptographicRandom.Instance),
            Random = CryptographicRandom.Instance,
            OffloadHandshake = true,
        });
        var link = new PeerLink(peer, new RelayOwner(), new Host(), _batch);
        return new OffloadedHandshake(link, pool, _inbox);
    }

    /// <summary>Runs what was posted on the test's thread, one at a time.</summary>
    private sealed class Inbox : IWorkerInbox
    {
        private WorkerCommand? _posted;

        public SemaphoreSlim Posted { get; } = new(0);

        public void Post(WorkerCommand command)
        {
            Assert.Null(Interlocked.Exchange(ref _posted, command));
            Posted.Release();
        }

        public void Run() => Interlocked.Exchange(ref _posted, null)!.Execute(new StubRoomHost());
    }

    private sealed class NoSender : IDatagramSender
    {
        public void Send(SendBatch batch)
        {
        }
    }

    private sealed class StubRoomHost : IRoomHost
    {
        public Timestamp Now => Timestamp.Zero;

        public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch;

        public IReadOnlyList<IceCandidate> Candidates => [];

        public DtlsFingerprint Fingerprint => throw new NotSupportedException();

        public IRandomSource Random => CryptographicRandom.Instance;

        public PeerLink CreatePeer(IPeerOwner owner) => throw new NotSupportedException();

        public void Schedule(IWorkerTimer timer)
        {
        }
    }

    private sealed class Host : IPeerHost
    {
        public Timestamp Now => Timestamp.Zero;

        public void OnPeerTouched(PeerLink link)
        {
        }

        public void OnCredentialsAdded(PeerLink link, IceCredentials credentials)
        {
        }

        public void OnHandshakeDatagram(PeerLink link, ReadOnlySpan<byte> datagram, in NetworkPath path)
        {
        }

        public bool OnPeerClosed(PeerLink link) => true;
    }
}
