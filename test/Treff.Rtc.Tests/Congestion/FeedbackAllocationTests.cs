using Treff.Rtc.Congestion;
using Treff.Rtc.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Congestion;

public sealed class FeedbackAllocationTests
{
    private const int PacketsPerReport = 20;

    private readonly CongestionControl _control = new() { CanPad = true };
    private readonly byte[] _buffer = new byte[1200];
    private Timestamp _now = Timestamp.FromMilliseconds(1000);
    private byte _count;

    /// <summary>With losses, so that the loss model has something to fit.</summary>
    [Fact]
    public void Feedback_allocates_nothing()
    {
        _control.ExpectFeedback();
        Run(500);
        Assert.Equal(0, Allocated.During(() => Run(500)));
        Assert.True(_control.HasFeedback);
    }

    private void Run(int reports)
    {
        for (var report = 0; report < reports; report++)
        {
            var writer = new TransportFeedbackWriter(_buffer, _control.NextNumber);
            for (var i = 0; i < PacketsPerReport; i++)
            {
                _now = _now.AddMilliseconds(5);
                _control.OnSent(_now, 1_000, isNumbered: true);
                writer.TryAdd(i % 7 == 3 ? long.MinValue : _now.Microseconds + 20_000, long.MinValue);
            }

            var length = writer.Finish(1, 2, _count++);
            var reader = new RtcpReader(_buffer.AsSpan(0, length));
            reader.MoveNext();
            Assert.True(TransportFeedback.TryParse(reader.Current, out var feedback));
            _control.OnFeedback(_now.AddMilliseconds(30), feedback);
            _control.TryTellChange(out _);
            if (_control.NextTimeout <= _now)
                _control.HandleTimeout(_now);
        }
    }
}
