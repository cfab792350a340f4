using System.Net;
using System.Net.Sockets;

namespace Treff.Sfu.Udp;

/// <summary>
/// The UDP sockets of one media worker, one for each local address, all on one port: datagrams come in by
/// <see cref="Received"/> and leave by <see cref="Outgoing"/>. The index of a socket is what
/// <see cref="Rtc.NetworkPath.LocalSocket"/> means. Except for <see cref="Wake"/>, for the worker's thread only.
/// </summary>
internal sealed class UdpTransport : IDisposable
{
    private readonly IDatagramSockets _sockets;
    private readonly TestLoss? _inboundLoss;
    private bool _isDisposed;

    private UdpTransport(IReadOnlyList<Socket> sockets, MediaOptions options, bool useManagedSockets)
    {
        Features = useManagedSockets ? UdpFeatures.None : UdpFeatures.Available.Restricted(options);
        Received = new ReceiveBatch(Features.Coalescing);
        Sockets = sockets;
        LocalEndPoints = sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!).ToArray();
        _sockets = useManagedSockets
            ? new ManagedSockets(sockets, Statistics)
            : new LinuxSockets(sockets, Received, SendBatch.DefaultCapacity, Features, Statistics);
        _inboundLoss = TestLoss.Create(options.TestInboundLoss, options.TestLossSeed);
        Outgoing = new SendBatch(_sockets, SendBatch.DefaultCapacity, TestLoss.Create(options.TestOutboundLoss, ~options.TestLossSeed));
    }

    private IReadOnlyList<Socket> Sockets { get; }

    /// <summary>Where the sockets are bound, by their index.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndPoints { get; }

    public int Port => LocalEndPoints[0].Port;

    /// <summary>Which of the kernel's abilities are used.</summary>
    public UdpFeatures Features { get; }

    public UdpStatistics Statistics { get; } = new();

    /// <summary>What the last <see cref="Receive"/> brought.</summary>
    public ReceiveBatch Received { get; }

    public SendBatch Outgoing { get; }

    /// <summary>Opens all sockets or none.</summary>
    /// <exception cref="SocketException">The port is taken, or a configured address is not one of this host's.</exception>
    public static UdpTransport Open(MediaOptions options) => Open(options, useManagedSockets: !UdpFeatures.Available.BatchCalls);

    /// <summary>
    /// Opens the same sockets several times over, all on one port; fewer, and at least once, where the system does not share ports.
    /// </summary>
    /// <exception cref="SocketException">The port is taken, or a configured address is not one of this host's.</exception>
    public static IReadOnlyList<UdpTransport> OpenGroup(MediaOptions options, int count)
    {
        var transports = new List<UdpTransport> { Open(options) };
        if (count == 1 || !transports[0].Sockets.All(SharedPort.TryAllow))
            return transports;
        try
        {
            while (transports.Count < count)
                transports.Add(Create(SocketBinder.BindAlso(transports[0].LocalEndPoints, options.SocketBufferBytes), options, useManagedSockets: !UdpFeatures.Available.BatchCalls));
            return transports;
        }
        catch
        {
            transports.ForEach(transport => transport.Dispose());
            throw;
        }
    }

    internal static UdpTransport Open(MediaOptions options, bool useManagedSockets) =>
        Create(SocketBinder.Bind(options), options, useManagedSockets);

    private static UdpTransport Create(IReadOnlyList<Socket> sockets, MediaOptions options, bool useManagedSockets)
    {
        try
        {
            return new UdpTransport(sockets, options, useManagedSockets);
        }
        catch
        {
            foreach (var socket in sockets)
                socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a datagram, a wake or the time-out (microseconds; negative = none) and fills <see cref="Received"/>.</summary>
    public void Receive(long timeoutMicroseconds)
    {
        _sockets.Receive(Received, timeoutMicroseconds);
        if (_inboundLoss is not null)
            Statistics.TestLosses += Received.Lose(_inboundLoss);
    }

    /// <summary>Ends the wait of <see cref="Receive"/>. Any thread.</summary>
    public void Wake() => _sockets.Wake();

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _sockets.Dispose();
        Received.Dispose();
        Outgoing.Dispose();
    }
}
