using Treff.Rtc.Dtls;

namespace Treff.Rtc.Tests.Dtls;

public sealed class DtlsApplicationDataTests
{
    private readonly byte[] _buffer = new byte[2048];

    [Fact]
    public void Passes_messages_both_ways_with_their_borders()
    {
        using var pair = new DtlsPair();
        Assert.True(pair.Connect());
        Assert.True(pair.Client.TryWriteApplicationData([1, 2, 3]));
        Assert.True(pair.Client.TryWriteApplicationData([4]));
        Assert.True(pair.Server.TryWriteApplicationData(new byte[DtlsTransport.MaxApplicationDataLength]));
        pair.Run(100);
        Assert.Equal([1, 2, 3], Read(pair.Server));
        Assert.Equal([4], Read(pair.Server));
        Assert.Null(Read(pair.Server));
        Assert.Equal(DtlsTransport.MaxApplicationDataLength, Read(pair.Client)!.Length);
        Assert.InRange(pair.LongestDatagram, 1, DtlsTransport.Mtu);
    }

    [Fact]
    public void Takes_nothing_before_the_handshake_and_nothing_too_long()
    {
        using var pair = new DtlsPair();
        Assert.False(pair.Client.TryWriteApplicationData([1]));
        Assert.True(pair.Connect());
        Assert.False(pair.Client.TryWriteApplicationData([]));
        Assert.False(pair.Client.TryWriteApplicationData(new byte[DtlsTransport.MaxApplicationDataLength + 1]));
    }

    [Fact]
    public void Many_messages_arrive_over_a_reordering_link_at_most_once()
    {
        using var pair = new DtlsPair(seed: 3) { Duplication = 0.3, MinDelayMilliseconds = 5, MaxDelayMilliseconds = 30 };
        Assert.True(pair.Connect());
        for (var i = 0; i < 40; i++)
            Assert.True(pair.Client.TryWriteApplicationData([(byte)i]));
        pair.Run(200);
        var received = new List<int>();
        while (Read(pair.Server) is { } message)
            received.Add(message[0]);
        Assert.Equal(Enumerable.Range(0, 40), received.Order());
    }

    [Fact]
    public void Drops_and_counts_what_nobody_reads()
    {
        using var pair = new DtlsPair();
        Assert.True(pair.Connect());
        for (var i = 0; i < 100; i++)
        {
            pair.Client.TryWriteApplicationData(new byte[1100]);
            pair.Run(25);
        }

        Assert.InRange(pair.Server.DroppedMessages, 30, 60);
        Assert.Equal(1100, Read(pair.Server)!.Length);
    }

    [Fact]
    public void Close_is_told_to_the_peer()
    {
        using var pair = new DtlsPair();
        Assert.True(pair.Connect());
        pair.Server.Close();
        Assert.Equal(DtlsState.Closed, pair.Server.State);
        Assert.True(pair.RunUntil(() => pair.Client.State == DtlsState.Closed, 1000));
        Assert.False(pair.Client.TryWriteApplicationData([1]));
        Assert.Equal(Timestamp.Never, pair.Client.NextTimeout);
    }

    [Fact]
    public void Nothing_breaks_after_dispose()
    {
        var pair = new DtlsPair();
        Assert.True(pair.Connect());
        pair.Dispose();
        pair.Client.HandleDatagram(pair.Now, [22, 254, 253]);
        pair.Client.HandleTimeout(pair.Now);
        pair.Client.Close();
        Assert.False(pair.Client.TryTakeDatagram(_buffer, out _));
        Assert.False(pair.Client.TryWriteApplicationData([1]));
        Assert.Equal(DtlsState.Closed, pair.Client.State);
    }

    private byte[]? Read(DtlsTransport transport) =>
        transport.TryReadApplicationData(_buffer, out var length) ? _buffer[..length] : null;
}
