using Treff.Rtc.Sctp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sctp.Support;

/// <summary>Two ends and the link between them, in virtual time: time jumps to the next arrival or deadline.</summary>
internal sealed class SctpPair
{
    private readonly PriorityQueue<(SctpEnd To, byte[] Packet), (long Time, long Order)> _inFlight = new();
    private readonly byte[] _buffer = new byte[2048];
    private readonly SeededRandom _random;
    private long _order;

    public SctpPair(ulong seed = 1, Func<SctpOptions, SctpOptions>? configure = null)
    {
        configure ??= options => options;
        _random = new SeededRandom(seed);
        Client = new SctpEnd(configure(SctpEnd.Options((seed * 2) + 1000)), isDtlsClient: true);
        Server = new SctpEnd(configure(SctpEnd.Options((seed * 2) + 1001)), isDtlsClient: false);
    }

    public SctpEnd Client { get; }

    public SctpEnd Server { get; }

    public Timestamp Now { get; private set; } = new(1_000_000);

    public LinkConditions Link { get; set; } = new();

    /// <summary>Sees every packet that is sent; false drops it.</summary>
    public Func<SctpEnd, byte[], bool> Filter { get; set; } = (_, _) => true;

    public int PacketsSent { get; private set; }

    public SctpPair Connected()
    {
        Client.Association.Connect(Now);
        Assert.True(RunUntil(() => Client.Association.State == SctpState.Connected && Server.Association.State == SctpState.Connected));
        return this;
    }

    /// <summary>Runs until a condition holds. False when time is up, or nothing is left that could happen.</summary>
    public bool RunUntil(Func<bool> isDone, int maxMilliseconds = 60_000)
    {
        var end = Now.AddMilliseconds(maxMilliseconds);
        Flush();
        while (!isDone())
        {
            if (!Step(end))
                return false;
        }

        return true;
    }

    public void Run(int milliseconds)
    {
        var end = Now.AddMilliseconds(milliseconds);
        RunUntil(() => false, milliseconds);
        Now = end;
    }

    /// <summary>Sends what both ends have to send.</summary>
    public void Flush()
    {
        bool any;
        do
        {
            Client.TakeEvents();
            Server.TakeEvents();
            any = FlushEnd(Client, Server) | FlushEnd(Server, Client);
        }
        while (any);
    }

    private bool Step(Timestamp end)
    {
        var next = Timestamp.Min(Client.Association.NextTimeout, Server.Association.NextTimeout);
        if (_inFlight.TryPeek(out _, out var arrival))
            next = Timestamp.Min(next, new Timestamp(arrival.Time));
        if (next > end)
            return false;
        Now = next > Now ? next : Now;
        while (_inFlight.TryPeek(out var packet, out arrival) && arrival.Time <= Now.Microseconds)
        {
            _inFlight.Dequeue();
            packet.To.Association.HandlePacket(Now, packet.Packet);
            Flush();
        }

        Client.Association.HandleTimeout(Now);
        Server.Association.HandleTimeout(Now);
        Flush();
        return true;
    }

    private bool FlushEnd(SctpEnd from, SctpEnd to)
    {
        var any = false;
        while (from.Association.TryTakePacket(Now, _buffer, out var length))
        {
            any = true;
            PacketsSent++;
            Assert.True(PacketsSent < 5_000_000, "Packets without end.");
            var packet = _buffer[..length];
            if (!Filter(from, packet) || _random.Chance(Link.Loss))
                continue;
            Deliver(to, packet);
            if (_random.Chance(Link.Duplication))
                Deliver(to, packet);
        }

        return any;
    }

    private void Deliver(SctpEnd to, byte[] packet)
    {
        if (_random.Chance(Link.Damage))
            packet = Mutations.Damage(packet, _random);
        var delay = (Link.DelayMilliseconds * 1000L) + (Link.JitterMilliseconds > 0 ? _random.Next(Link.JitterMilliseconds * 1000) : 0);
        _inFlight.Enqueue((to, packet), (Now.Microseconds + delay, _order++));
    }
}
