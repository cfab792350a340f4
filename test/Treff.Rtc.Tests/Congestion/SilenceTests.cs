using Treff.Rtc.Congestion;
using Treff.Rtc.Rtcp;

namespace Treff.Rtc.Tests.Congestion;

/// <summary>What the rate does while no feedback comes: because the path is gone, or because there was nothing to report.</summary>
public sealed class SilenceTests
{
    private const int PacketBytes = 1_000;
    private const int StepMilliseconds = 5;
    private const int OneWayMilliseconds = 25;

    private readonly CongestionControl _control = new() { CanPad = true };
    private readonly Queue<(ushort Number, Timestamp ArrivesAt)> _underWay = new();
    private readonly byte[] _feedback = new byte[1200];
    private Timestamp _now = Timestamp.FromMilliseconds(1000);
    private Timestamp _paddedAt = Timestamp.Zero;
    private int _probes;
    private byte _feedbackCount;

    public SilenceTests() => _control.ExpectFeedback();

    private bool IsDown { get; set; }

    private double Target => _control.Estimate.TargetBitsPerSecond;

    [Fact]
    public void A_flow_whose_last_packets_were_lost_costs_one_step()
    {
        Run(seconds: 3, isSending: true);
        var before = Target;
        IsDown = true;
        Run(seconds: 0.1, isSending: true);
        Run(seconds: 30, isSending: false);
        Assert.InRange(Target, before * 0.69, before * 0.71);
        Assert.False(_control.Estimate.IsCongested);
        Assert.Equal(Timestamp.Never, _control.NextTimeout);
    }

    [Fact]
    public void A_flow_that_goes_on_in_silence_falls_each_second()
    {
        Run(seconds: 3, isSending: true);
        var before = Target;
        IsDown = true;
        Run(seconds: 4, isSending: true);
        // After 1.5, 2.5 and 3.5 seconds.
        Assert.InRange(Target, before * 0.33, before * 0.36);
        Assert.True(_control.Estimate.IsCongested);
    }

    [Fact]
    public void A_silence_without_media_is_probed_until_the_path_is_back()
    {
        _control.SetDemand(new BandwidthDemand { DesiredBitsPerSecond = 5_000_000, NextStepBitsPerSecond = 5_000_000 });
        Run(seconds: 3, isSending: true);
        IsDown = true;
        Run(seconds: 2, isSending: true);
        var (atEnd, probes) = (Target, _probes);
        Run(seconds: 20, isSending: false);
        // At most every three seconds, and each one that is not answered is a silence too.
        Assert.InRange(_probes - probes, 3, 6);
        Assert.InRange(Target, CongestionControl.FloorBitsPerSecond, atEnd * 0.4);
        IsDown = false;
        Run(seconds: 10, isSending: false);
        Assert.True(Target > atEnd, $"{Target} bit/s");
        Assert.False(_control.Estimate.IsCongested);
    }

    [Fact]
    public void A_new_path_is_not_held_responsible_for_the_silence_of_the_old_one()
    {
        Run(seconds: 3, isSending: true);
        IsDown = true;
        Run(seconds: 1.6, isSending: true);
        var before = Target;
        Assert.True(_control.Estimate.IsCongested);
        _control.OnPathChanged(_now);
        Assert.False(_control.Estimate.IsCongested);
        Run(seconds: 1.4, isSending: true);
        Assert.Equal(before, Target);
    }

    private void Run(double seconds, bool isSending)
    {
        for (var end = _now + TimeSpan.FromSeconds(seconds); _now < end;)
        {
            _now = _now.AddMilliseconds(StepMilliseconds);
            if (isSending && _now.Milliseconds % 20 == 0)
                Send(PacketBytes);
            if (_now.Milliseconds % 50 == 0)
                Report();
            HandleTimeouts();
        }
    }

    private void HandleTimeouts()
    {
        if (_control.NextTimeout > _now)
            return;
        _control.HandleTimeout(_now);
        for (; _control.DuePadding(_now) > 0; _control.OnPaddingSent(290))
        {
            // The padding of one probe leaves in steps.
            if (_now - _paddedAt > TimeSpan.FromMilliseconds(500))
                _probes++;
            _paddedAt = _now;
            Send(290);
        }

        _control.AdvanceProbe(_now, isImpossible: false);
    }

    private void Send(int bytes)
    {
        if (!IsDown)
            _underWay.Enqueue((_control.NextNumber, _now.AddMilliseconds(OneWayMilliseconds)));
        _control.OnSent(_now, bytes, isNumbered: true);
    }

    private void Report()
    {
        if (!_underWay.TryPeek(out var first) || first.ArrivesAt > _now)
            return;
        var writer = new TransportFeedbackWriter(_feedback, first.Number);
        for (var number = first.Number; _underWay.TryPeek(out var next) && next.ArrivesAt <= _now; number++)
        {
            var hasArrived = next.Number == number;
            if (!writer.TryAdd(hasArrived ? next.ArrivesAt.Microseconds : long.MinValue, long.MinValue))
                break;
            if (hasArrived)
                _underWay.Dequeue();
        }

        var length = writer.Finish(1, 2, _feedbackCount++);
        var reader = new RtcpReader(_feedback.AsSpan(0, length));
        Assert.True(reader.MoveNext());
        Assert.True(TransportFeedback.TryParse(reader.Current, out var feedback));
        _control.OnFeedback(_now, feedback);
    }
}
