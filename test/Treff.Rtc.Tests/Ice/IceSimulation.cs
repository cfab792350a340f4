using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Ice;

/// <summary>
/// A controlling and a lite agent in virtual time, with a NAT and a lossy link between them. The client's sockets are numbered; each has the public address
/// that the NAT gave it last.
/// </summary>
internal sealed class IceSimulation
{
    public static readonly NetworkPath FirstClientPath = new(0, TransportAddress.FromIPv4(0xC000_0201, 7882));

    private readonly PriorityQueue<Datagram, long> _inFlight = new();
    private readonly Dictionary<int, TransportAddress> _publicAddresses = [];
    private readonly SeededRandom _random;

    public IceSimulation(ulong seed = 1)
    {
        _random = new SeededRandom(seed);
        Server = new IceLiteAgent(IceCredentials.Create(_random));
        var clientCredentials = IceCredentials.Create(_random);
        Client = new IceControllingAgent(clientCredentials, Server.Local, FirstClientPath, _random);
        Server.SetRemote(clientCredentials);
        _publicAddresses[0] = Public(1000);
    }

    public IceLiteAgent Server { get; }

    public IceControllingAgent Client { get; }

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1_000_000);

    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(20);

    public double Loss { get; set; }

    public bool IsBlocked { get; set; }

    /// <summary>Every change of either state with its time since the start.</summary>
    public List<(long Milliseconds, string Who, IceState State)> Changes { get; } = [];

    public static TransportAddress Public(ushort port) => TransportAddress.FromIPv4(0xCB00_7105, port);

    public IceCredentials NewCredentials() => IceCredentials.Create(_random);

    /// <summary>The NAT forgets its mapping of a client socket, or a new socket appears.</summary>
    public void Map(int clientSocket, TransportAddress address) => _publicAddresses[clientSocket] = address;

    public void Run(TimeSpan duration)
    {
        var end = Now + duration;
        while (true)
        {
            FireTimers();
            var next = NextEvent();
            if (next > end)
                break;
            if (next > Now)
                Now = next;
            Deliver();
        }

        Now = end;
    }

    private Timestamp NextEvent()
    {
        var next = Timestamp.Min(Client.NextTimeout, Server.NextTimeout);
        return _inFlight.TryPeek(out _, out var at) ? Timestamp.Min(next, new(at)) : next;
    }

    private void FireTimers()
    {
        var request = new byte[IceControllingAgent.MaxRequestLength];
        Note(() =>
        {
            while (Now >= Client.NextTimeout)
            {
                var length = Client.HandleTimeout(Now, request);
                if (length > 0)
                    Send(new(request[..length], ToServer: true, Client.Path.LocalSocket, _publicAddresses[Client.Path.LocalSocket]));
            }

            Server.HandleTimeout(Now);
        });
    }

    private void Deliver()
    {
        while (_inFlight.TryPeek(out _, out var at) && at <= Now.Microseconds)
        {
            var datagram = _inFlight.Dequeue();
            Note(() =>
            {
                if (datagram.ToServer)
                    DeliverToServer(datagram);
                else
                    DeliverToClient(datagram);
            });
        }
    }

    private void DeliverToServer(Datagram datagram)
    {
        var response = new byte[IceLiteAgent.MaxResponseLength];
        var length = Server.HandleStun(Now, datagram.Bytes, new(0, datagram.ClientAddress), response);
        if (length > 0)
            Send(datagram with { Bytes = response[..length], ToServer = false });
    }

    private void DeliverToClient(Datagram datagram)
    {
        if (_publicAddresses[datagram.ClientSocket] != datagram.ClientAddress)
            return;
        var path = FirstClientPath with { LocalSocket = datagram.ClientSocket };
        var response = new byte[IceControllingAgent.MaxResponseLength];
        Assert.Equal(0, Client.HandleStun(Now, datagram.Bytes, path, response));
    }

    private void Send(Datagram datagram)
    {
        if (!IsBlocked && !_random.Chance(Loss))
            _inFlight.Enqueue(datagram, (Now + Delay).Microseconds);
    }

    private void Note(Action action)
    {
        var (server, client) = (Server.State, Client.State);
        action();
        var milliseconds = Now.Milliseconds - 1_000_000;
        if (Server.State != server)
            Changes.Add((milliseconds, "server", Server.State));
        if (Client.State != client)
            Changes.Add((milliseconds, "client", Client.State));
    }

    private sealed record Datagram(byte[] Bytes, bool ToServer, int ClientSocket, TransportAddress ClientAddress);
}
