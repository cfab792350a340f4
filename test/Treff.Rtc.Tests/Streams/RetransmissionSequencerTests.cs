using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Streams;

public sealed class RetransmissionSequencerTests : IDisposable
{
    private static readonly TimeSpan ShortRoundTrip = TimeSpan.FromMilliseconds(10);

    private readonly RetransmissionSequencer _sequencer = new(512);
    private readonly ReceiveStream _source = new(
        new ReceiveStreamOptions { Ssrc = 1, Kind = MediaKind.Video, ClockRate = 90_000, Mid = "0" });

    public void Dispose() => _source.Dispose();

    [Fact]
    public void Finds_source_and_rewritten_numbers_across_the_wrap()
    {
        var packets = Enumerable.Range(0, 512).Select(i => Sent(i)).ToArray();
        for (var i = 0; i < packets.Length; i++) _sequencer.Add(Timestamp.Zero, (ushort)(65_300 + i), packets[i]);
        for (var i = 0; i < packets.Length; i += 3)
        {
            Assert.True(_sequencer.TryAnswer(Timestamp.Zero, (ushort)(65_300 + i), null, out var packet));
            Assert.Equal(packets[i], packet);
        }
    }

    [Fact]
    public void Does_not_know_what_was_never_sent_or_is_too_old()
    {
        Assert.False(_sequencer.TryAnswer(Timestamp.Zero, 0, null, out _));
        for (var i = 0; i < 513; i++) _sequencer.Add(Timestamp.Zero, (ushort)i, Sent(i));
        Assert.False(_sequencer.TryAnswer(Timestamp.Zero, 0, null, out _));
        Assert.True(_sequencer.TryAnswer(Timestamp.Zero, 1, null, out _));
        Assert.False(_sequencer.TryAnswer(Timestamp.Zero, 513, null, out _));
        _sequencer.Clear();
        Assert.False(_sequencer.TryAnswer(Timestamp.Zero, 2, null, out _));
    }

    [Fact]
    public void Does_not_send_again_what_is_too_old_to_be_played()
    {
        _sequencer.Add(Timestamp.Zero, 9, Sent(9));
        Assert.False(_sequencer.TryAnswer(Timestamp.Zero + RetransmissionSequencer.MaxAge.Add(TimeSpan.FromMilliseconds(1)), 9, null, out _));
        Assert.True(_sequencer.TryAnswer(Timestamp.Zero + RetransmissionSequencer.MaxAge, 9, null, out _));
    }

    [Fact]
    public void Sends_again_no_more_than_half_of_what_is_sent()
    {
        var answers = 0;
        for (var i = 0; i < 2000; i++)
        {
            _sequencer.Add(Timestamp.Zero, (ushort)i, Sent(i));
            answers += _sequencer.TryAnswer(Timestamp.Zero, (ushort)i, null, out _) ? 1 : 0;
        }

        Assert.InRange(answers, 1000, 1200);
    }

    [Fact]
    public void Answers_three_times_with_pauses()
    {
        _sequencer.Add(Timestamp.Zero, 9, Sent(9));
        long[] asked = [5, 6, 24, 25, 44, 45, 100, 1000];
        var answered = asked.Where(ms => _sequencer.TryAnswer(Timestamp.FromMilliseconds(ms), 9, ShortRoundTrip, out _));
        Assert.Equal([5, 25, 45], answered);
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData(10, 20)]
    [InlineData(50, 100)]
    [InlineData(500, 100)]
    public void The_pause_is_two_round_trips_but_no_more_than_a_tenth_of_a_second(int? roundTripMilliseconds, int pause)
    {
        TimeSpan? roundTrip = roundTripMilliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
        _sequencer.Add(Timestamp.Zero, 9, Sent(9));
        Assert.True(_sequencer.TryAnswer(Timestamp.Zero, 9, roundTrip, out _));
        Assert.False(_sequencer.TryAnswer(Timestamp.FromMilliseconds(pause - 1), 9, roundTrip, out _));
        Assert.True(_sequencer.TryAnswer(Timestamp.FromMilliseconds(pause), 9, roundTrip, out _));
    }

    [Fact]
    public void Allocates_nothing_per_packet()
    {
        var packet = Sent(3);
        Run(100);
        Assert.Equal(0, Allocated.During(() => Run(20_000)));

        void Run(int packets)
        {
            for (var i = 0; i < packets; i++)
            {
                _sequencer.Add(Timestamp.FromMilliseconds(i), (ushort)i, packet);
                _sequencer.TryAnswer(Timestamp.FromMilliseconds(i), (ushort)(i - 5), ShortRoundTrip, out _);
            }
        }
    }

    private SentPacket Sent(int i) => new(_source, (ushort)(i + 1000), (uint)i, i % 2 == 0, new Vp8Rewrite((ushort)i, true, (byte)i, 1));
}
