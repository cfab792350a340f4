using System.Buffers.Binary;
using System.Net;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tests.Udp;

public sealed class HandoverRingTests : IDisposable
{
    private static readonly NetworkPath Path = new(2, TransportAddress.From(IPAddress.Loopback, 4000));

    private readonly HandoverRing _ring = new();

    [Fact]
    public void What_goes_in_comes_out_in_order_with_its_path()
    {
        Assert.True(_ring.TryAdd("one"u8, Path, HandoverKind.Received));
        Assert.True(_ring.TryAdd("two"u8, Path with { LocalSocket = 3 }, HandoverKind.ToSend));
        Assert.Equal(2, _ring.Count);
        Assert.True(_ring.TryPeek(out var datagram, out var path, out var kind));
        Assert.Equal(("one", Path, HandoverKind.Received), (Text(datagram), path, kind));
        _ring.Free();
        Assert.True(_ring.TryPeek(out datagram, out path, out kind));
        Assert.Equal(("two", 3, HandoverKind.ToSend), (Text(datagram), path.LocalSocket, kind));
        _ring.Free();
        Assert.False(_ring.TryPeek(out _, out _, out _));
    }

    [Fact]
    public void A_full_ring_refuses_and_goes_on_when_a_slot_is_free()
    {
        for (var i = 0; i < HandoverRing.Capacity; i++)
            Assert.True(_ring.TryAdd([(byte)i], Path, HandoverKind.Received));
        Assert.False(_ring.TryAdd([1], Path, HandoverKind.Received));
        Assert.True(_ring.TryPeek(out _, out _, out _));
        _ring.Free();
        Assert.True(_ring.TryAdd([1], Path, HandoverKind.Received));
    }

    [Fact]
    public void A_datagram_that_fits_no_slot_is_refused() =>
        Assert.False(_ring.TryAdd(new byte[PacketSlots.MaxDatagramBytes + 1], Path, HandoverKind.Received));

    [Fact]
    public async Task Two_threads_lose_and_mix_up_nothing()
    {
        const int Total = 200_000;
        var filler = Task.Run(() =>
        {
            var datagram = new byte[64];
            for (var i = 0; i < Total;)
            {
                BinaryPrimitives.WriteInt32LittleEndian(datagram, i);
                datagram.AsSpan(4).Fill((byte)i);
                if (_ring.TryAdd(datagram, Path with { LocalSocket = i }, HandoverKind.Received))
                    i++;
                else
                    Thread.Yield();
            }
        });
        for (var expected = 0; expected < Total;)
        {
            if (!_ring.TryPeek(out var datagram, out var path, out _))
            {
                Thread.Yield();
                continue;
            }

            Assert.Equal(expected, BinaryPrimitives.ReadInt32LittleEndian(datagram));
            Assert.Equal(expected, path.LocalSocket);
            Assert.False(datagram[4..].ContainsAnyExcept((byte)expected));
            _ring.Free();
            expected++;
        }

        await filler;
        Assert.Equal(0, _ring.Count);
    }

    public void Dispose() => _ring.Dispose();

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes);
}
