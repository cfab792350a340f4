using System.Buffers.Binary;
using Treff.Fuzz;
using Treff.Rtc.Congestion;
using Treff.Rtc.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>
/// A sender whose peer reports what it likes: feedback about packets that were sent, that were not, twice, with clocks that jump; estimates
/// and loss of any size; silence. The target stays in its bounds and time goes on.
/// </summary>
internal sealed class CongestionTarget() : FuzzTarget("congestion")
{
    private readonly byte[] _buffer = new byte[1200];
    private CongestionControl _control = null!;
    private Timestamp _now;
    private int _steps;

    public override int ShortInputs => 20_000;

    public override int InputsPerLife => 4000;

    public override void Begin(SeededRandom random)
    {
        _control = new CongestionControl { CanPad = random.Chance(0.8) };
        _now = Timestamp.FromMilliseconds(1000);
        _steps = 0;
        if (random.Chance(0.9))
            _control.ExpectFeedback();
    }

    public override void Step(SeededRandom random)
    {
        _steps++;
        _now += TimeSpan.FromMilliseconds(random.Chance(0.02) ? random.Next(5000) : random.Next(40));
        switch (random.Next(10))
        {
            case < 4:
                for (var i = random.Next(30); i >= 0; i--)
                    _control.OnSent(_now, 50 + random.Next(1200), isNumbered: random.Chance(0.95));
                break;
            case < 8:
                Report(random);
                break;
            case 8:
                _control.SetDemand(new BandwidthDemand
                {
                    DesiredBitsPerSecond = (long)random.NextUInt64() >> random.Next(64),
                    NextStepBitsPerSecond = (long)random.NextUInt64() >> random.Next(64),
                });
                break;
            default:
                Other(random);
                break;
        }

        Run();
        Assert.InRange(_control.Estimate.TargetBitsPerSecond, CongestionControl.FloorBitsPerSecond, BandwidthEstimate.UnlimitedBitsPerSecond);
    }

    /// <summary>As a peer drives it; a probe is never more than some packets, and no deadline stays in the past.</summary>
    private void Run()
    {
        for (var turns = 0; _control.NextTimeout <= _now; turns++)
        {
            Assert.True(turns < 100, "deadlines spin");
            _control.HandleTimeout(_now);
            var padding = 0;
            while (_control.DuePadding(_now) > 0)
            {
                Assert.True(padding++ < 2000, "a probe without end");
                _control.OnSent(_now, 291, isNumbered: true);
                _control.OnPaddingSent(291);
            }

            _control.AdvanceProbe(_now, isImpossible: false);
        }

        _control.TryTellChange(out _);
    }

    /// <summary>Lives in which no report meant anything would prove nothing.</summary>
    public override void End() => Assert.True(_control.HasFeedback || _steps < 1000);

    private void Other(SeededRandom random)
    {
        if (random.Chance(0.4))
            _control.OnPeerEstimate(_now, (long)(random.NextUInt64() >> random.Next(64)) & long.MaxValue);
        else if (random.Chance(0.8))
            _control.OnReport(_now, random.Next(256) / 255.0);
        else
            _control.OnPathChanged(_now);
    }

    private void Report(SeededRandom random)
    {
        var writer = new TransportFeedbackWriter(_buffer, (ushort)(_control.NextNumber - random.Next(random.Chance(0.9) ? 60 : 65_536)));
        var arrival = random.Chance(0.9) ? _now.Microseconds : (long)(random.NextUInt64() >> 12);
        for (var i = random.Next(60); i >= 0 && writer.TryAdd(random.Chance(0.2) ? long.MinValue : arrival, long.MinValue); i--)
            arrival += random.Next(20_000) - 2_000;
        var length = writer.Finish(1, 2, (byte)random.Next(256));
        if (length == 0)
            return;
        if (random.Chance(0.3))
            _buffer[8 + random.Next(length - 8)] = (byte)random.Next(256);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(2), (ushort)((length / 4) - 1));
        var reader = new RtcpReader(_buffer.AsSpan(0, length));
        while (reader.MoveNext())
        {
            if (TransportFeedback.TryParse(reader.Current, out var feedback))
                _control.OnFeedback(_now, feedback);
        }
    }
}
