using Treff.Fuzz;
using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>Checks with any attributes in any order, from many addresses, half of them signed as they should be, some damaged after that.</summary>
internal sealed class IceTarget() : FuzzTarget("ice")
{
    private readonly byte[] _buffer = new byte[1200];
    private readonly byte[] _response = new byte[IceLiteAgent.MaxResponseLength];
    private IceLiteAgent _agent = null!;
    private byte[] _key = [];
    private Timestamp _now;

    public override void Begin(SeededRandom random)
    {
        _agent = new IceLiteAgent(IceCredentials.Create(random));
        _key = System.Text.Encoding.ASCII.GetBytes(_agent.Local.Password);
        _now = Timestamp.FromMilliseconds(1000);
    }

    public override void Step(SeededRandom random)
    {
        var check = Check(random);
        var path = new NetworkPath(random.Next(3), TransportAddress.FromIPv4((uint)random.Next(5), (ushort)(1 + random.Next(60))));
        var length = _agent.HandleStun(_now, random.Chance(0.3) ? Mutations.Damage(check, random) : check, path, _response);
        Assert.InRange(length, 0, _response.Length);
        Assert.True(length == 0 || StunMessage.TryParse(_response.AsSpan(0, length), out _));
        _now = _now.AddMilliseconds(random.Next(2000));
        _agent.HandleTimeout(_now);
        Assert.True(_agent.NextTimeout > _now);
        if (random.Chance(0.01))
            _agent.Restart(IceCredentials.Create(random));
    }

    private byte[] Check(SeededRandom random)
    {
        var writer = new StunWriter(_buffer, (StunClass)random.Next(4), StunMethod.Binding, new StunTransactionId((uint)random.Next(9), (ulong)random.Next(9)));
        if (random.Chance(0.9))
            writer.AddUsername(System.Text.Encoding.ASCII.GetBytes(_agent.Local.UsernameFragment), "peer"u8);
        for (var i = random.Next(6); i > 0; i--)
            AddAttribute(ref writer, random);
        if (random.Chance(0.8))
            writer.AddMessageIntegrity(_key);
        if (random.Chance(0.8))
            writer.AddFingerprint();
        return _buffer[..writer.Length];
    }

    private static void AddAttribute(ref StunWriter writer, SeededRandom random)
    {
        switch (random.Next(6))
        {
            case 0: writer.AddPriority((uint)random.NextUInt64()); break;
            case 1: writer.AddUseCandidate(); break;
            case 2: writer.AddIceControlling(random.NextUInt64()); break;
            case 3: writer.AddIceControlled(random.NextUInt64()); break;
            case 4: writer.Add((ushort)random.Next(0x10000), new byte[random.Next(20)]); break;
            default: writer.AddErrorCode(300 + random.Next(300), "reason"u8); break;
        }
    }
}
