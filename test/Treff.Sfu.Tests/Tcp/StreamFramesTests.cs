using System.Buffers;
using Treff.Rtc.Tests.Support;
using Treff.Sfu.Tcp;

namespace Treff.Sfu.Tests.Tcp;

public sealed class StreamFramesTests
{
    private const int MaxDatagram = 1984;

    [Theory]
    [InlineData(MediaStreamKind.Ice)]
    [InlineData(MediaStreamKind.Turn)]
    public void Every_split_of_the_bytes_gives_the_same_datagrams(MediaStreamKind kind)
    {
        var (bytes, datagrams) = StreamSamples.Stream(kind);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
                Assert.Equal(datagrams, ReadAll(StreamSamples.Split(bytes, first, second), kind));
        }
    }

    [Theory]
    [InlineData(MediaStreamKind.Ice)]
    [InlineData(MediaStreamKind.Turn)]
    public void A_frame_that_is_not_whole_waits_for_the_rest(MediaStreamKind kind)
    {
        var frame = StreamSamples.Frame(kind, 40);
        for (var length = 0; length < frame.Length; length++)
            Assert.Equal(StreamFrames.Result.Incomplete, StreamFrames.TryRead(new ReadOnlySequence<byte>(frame, 0, length), kind, MaxDatagram, out _));
        Assert.Equal(StreamFrames.Result.Complete, StreamFrames.TryRead(new ReadOnlySequence<byte>(frame), kind, MaxDatagram, out _));
    }

    [Theory]
    [InlineData(MediaStreamKind.Ice, "07C0", false)]
    [InlineData(MediaStreamKind.Ice, "07C1", true)]
    [InlineData(MediaStreamKind.Ice, "FFFF", true)]
    [InlineData(MediaStreamKind.Turn, "000307AC", false)]
    [InlineData(MediaStreamKind.Turn, "000307B0", true)]
    [InlineData(MediaStreamKind.Turn, "400007BC", false)]
    [InlineData(MediaStreamKind.Turn, "400007BD", true)]
    [InlineData(MediaStreamKind.Turn, "80000004", true)]
    public void A_frame_that_no_datagram_fills_is_refused_before_it_has_come(MediaStreamKind kind, string header, bool isRefused) =>
        Assert.Equal(isRefused ? StreamFrames.Result.Malformed : StreamFrames.Result.Incomplete, StreamFrames.TryRead(new ReadOnlySequence<byte>(Convert.FromHexString(header)), kind, MaxDatagram, out _));

    [Theory]
    [InlineData(MediaStreamKind.Ice)]
    [InlineData(MediaStreamKind.Turn)]
    public void Changed_bytes_never_give_more_than_there_is(MediaStreamKind kind)
    {
        var (original, _) = StreamSamples.Stream(kind);
        var random = new SeededRandom(20260115);
        for (var input = 0; input < 5000; input++)
        {
            var bytes = original.AsSpan(0, random.Next(original.Length + 1)).ToArray();
            for (var change = 1 + random.Next(5); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = random.Next(bytes.Length + 1);
            var datagrams = ReadAll(StreamSamples.Split(bytes, cut, cut), kind);
            Assert.All(datagrams, datagram => Assert.InRange(datagram.Length, 0, MaxDatagram * 2));
            Assert.True(datagrams.Sum(datagram => datagram.Length / 2) <= bytes.Length);
        }
    }

    /// <summary>As hexadecimal text, up to the first frame that is not whole or none.</summary>
    private static List<string> ReadAll(ReadOnlySequence<byte> rest, MediaStreamKind kind)
    {
        var datagrams = new List<string>();
        while (StreamFrames.TryRead(rest, kind, MaxDatagram, out var datagram) == StreamFrames.Result.Complete)
        {
            datagrams.Add(Convert.ToHexString(datagram.ToArray()));
            rest = rest.Slice(datagram.End);
        }

        return datagrams;
    }
}
