using System.Net;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Udp;

public sealed class SegmentGroupsTests
{
    /// <summary>Datagrams as destination and length; groups as indices.</summary>
    [Theory]
    [InlineData("a100 a100 a100", "0,1,2")]
    [InlineData("a100 b100 a100 b100", "0,2 1,3")]
    [InlineData("a100 a90 a90", "0,1 2")]
    [InlineData("a100 a101 a101", "0 1,2")]
    [InlineData("a100 b50 a101 b50 a101", "0 1,3 2,4")]
    [InlineData("a100 a90 a100", "0,1 2")]
    [InlineData("a100", "0")]
    [InlineData("", "")]
    public void Puts_datagrams_of_one_path_and_length_together(string datagrams, string expected)
    {
        var groups = Build(datagrams, segment: true);
        Assert.Equal(expected, Describe(groups));
    }

    [Fact]
    public void Leaves_every_datagram_alone_without_segmentation() =>
        Assert.Equal("0 1 2", Describe(Build("a100 a100 b100", segment: false)));

    [Fact]
    public void Takes_only_the_datagrams_of_the_socket()
    {
        var remote = TransportAddress.From(IPAddress.Loopback, 1);
        var groups = new SegmentGroups(4);
        groups.Build([new(0, remote), new(1, remote), new(0, remote)], [10, 10, 10], socket: 0, segment: true);
        Assert.Equal("0,2", Describe(groups));
    }

    [Fact]
    public void Limits_a_message_to_what_the_kernel_takes()
    {
        var groups = Build(string.Join(' ', Enumerable.Repeat("a100", 100)), segment: true);
        Assert.Equal([64, 36], Enumerable.Range(0, groups.Count).Select(i => groups[i].Datagrams));
        groups = Build(string.Join(' ', Enumerable.Repeat("a1900", 60)), segment: true);
        Assert.Equal([34, 26], Enumerable.Range(0, groups.Count).Select(i => groups[i].Datagrams));
    }

    [Fact]
    public void Keeps_the_order_of_every_path_for_random_batches()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var datagrams = Enumerable.Range(0, 60).Select(_ => $"{(char)('a' + random.Next(5))}{100 - random.Next(3)}").ToArray();
            var groups = Build(string.Join(' ', datagrams), segment: true);
            var order = Describe(groups).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
            Assert.Equal(Enumerable.Range(0, 60), order.Order());
            foreach (var path in order.GroupBy(index => datagrams[index][0]))
                Assert.Equal(path.Order(), path);
        }
    }

    private static SegmentGroups Build(string datagrams, bool segment)
    {
        var words = datagrams.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var paths = words.Select(word => new NetworkPath(0, TransportAddress.From(IPAddress.Loopback, word[0]))).ToArray();
        var lengths = words.Select(word => int.Parse(word.AsSpan(1), provider: null)).ToArray();
        var groups = new SegmentGroups(Math.Max(1, words.Length));
        groups.Build(paths, lengths, socket: 0, segment);
        return groups;
    }

    private static string Describe(SegmentGroups groups)
    {
        var described = new List<string>();
        for (var i = 0; i < groups.Count; i++)
        {
            var members = new List<int>();
            for (var datagram = groups[i].First; datagram >= 0; datagram = groups.Next(datagram))
                members.Add(datagram);
            described.Add(string.Join(',', members));
        }

        return string.Join(' ', described);
    }
}
