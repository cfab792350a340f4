using Treff.Fuzz;
using Treff.Rtc.Tests.Support;
using Treff.Rtc.Tests.Turn;
using Treff.Rtc.Turn;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>Valid and damaged messages of one client, whose address and time move.</summary>
internal sealed class TurnTarget() : FuzzTarget("turn")
{
    private TurnBench _bench = null!;
    private long _maxAllocations;

    public override void Begin(SeededRandom random)
    {
        _bench = new TurnBench();
        _bench.Allocate();
        _maxAllocations = 0;
    }

    public override void Step(SeededRandom random)
    {
        var message = Message(random);
        var variant = random.Chance(0.2) ? message : Mutations.Damage(message, random);
        if (random.Chance(0.1))
            _bench.Path = new NetworkPath(random.Next(3), TurnBench.Address("203.0.113.5", (ushort)(40_000 + random.Next(100))));
        TurnServer.IsForTurn(variant);
        if (variant.Length >= TurnStreamFrame.HeaderLength)
            TurnStreamFrame.TryReadLength(variant, out _);
        _bench.Handle(variant);
        Assert.True(_bench.Outcome.DataOffset + _bench.Outcome.DataLength <= variant.Length);
        if (random.Chance(0.05))
            _bench.Advance(random.Next(100));
        _maxAllocations = Math.Max(_maxAllocations, _bench.Server.Statistics.Allocations);
        Assert.InRange(_maxAllocations, 0, 300);
    }

    private byte[] Message(SeededRandom random) => random.Next(7) switch
    {
        0 => _bench.Client.Allocate(family: (byte)random.Next(4)),
        1 => _bench.Client.Refresh((uint)random.Next(4000)),
        2 => _bench.Client.CreatePermission(TurnBench.Media4, TurnBench.Media6),
        3 => _bench.Client.ChannelBind((ushort)(0x3FF0 + random.Next(0x1020)), TurnBench.Media4),
        4 => TurnTestClient.Send(TurnBench.Media4, new byte[random.Next(1200)]),
        5 => TurnTestClient.Channel((ushort)(0x4000 + random.Next(3)), new byte[random.Next(1200)]),
        _ => _bench.Client.Allocate(),
    };
}
