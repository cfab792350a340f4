using System.Buffers.Binary;
using Treff.Rtc.Dtls;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Dtls;

public sealed class DtlsRobustnessTests
{
    private const int RecordHeader = 13;

    [Fact]
    public void Refuses_and_counts_what_is_not_dtls()
    {
        using var pair = new DtlsPair();
        pair.Server.HandleDatagram(pair.Now, []);
        pair.Server.HandleDatagram(pair.Now, [0x80, 1, 2]);
        pair.Server.HandleDatagram(pair.Now, [0, 1, 2]);
        var tooLong = new byte[DtlsTransport.MaxDatagramLength + 1];
        tooLong[0] = 22;
        pair.Server.HandleDatagram(pair.Now, tooLong);
        Assert.Equal(4, pair.Server.RefusedDatagrams);
        Assert.Equal(DtlsState.New, pair.Server.State);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Garbage_during_the_handshake_does_not_keep_it_from_finishing(ulong seed)
    {
        var random = new SeededRandom(seed);
        using var pair = new DtlsPair();
        pair.Client.HandleTimeout(pair.Now);
        for (var i = 0; i < 300; i++)
            pair.Server.HandleDatagram(pair.Now, Garbage(random));
        Assert.True(pair.Connect());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Garbage_after_the_handshake_changes_nothing(ulong seed)
    {
        var random = new SeededRandom(seed);
        using var pair = new DtlsPair();
        Assert.True(pair.Connect());
        for (var i = 0; i < 2000; i++)
            pair.Server.HandleDatagram(pair.Now, Garbage(random));
        Assert.Equal(DtlsState.Connected, pair.Server.State);
        Assert.True(pair.Client.TryWriteApplicationData([7]));
        pair.Run(100);
        var buffer = new byte[100];
        Assert.True(pair.Server.TryReadApplicationData(buffer, out var length));
        Assert.Equal([7], buffer[..length]);
    }

    [Fact]
    public void Damaged_datagrams_end_in_a_state_and_never_in_an_exception()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new SeededRandom((ulong)seed);
            using var pair = new DtlsPair(seed)
            {
                Damage = datagram =>
                {
                    if (random.Chance(0.3))
                        datagram[random.Next(datagram.Length)] ^= (byte)(1 << random.Next(8));
                },
            };
            pair.RunUntil(() => pair.BothAre(DtlsState.Connected) || pair.Server.State == DtlsState.Failed, 40_000);
            Assert.True(pair.Server.State != DtlsState.Connected || pair.Server.VerifyFingerprint(DtlsPair.ClientCertificate.Fingerprint));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Any_single_lost_datagram_costs_less_than_half_a_second(int lost)
    {
        using var pair = new DtlsPair { IsLost = number => number == lost };
        var start = pair.Now;
        Assert.True(pair.Connect());
        Assert.InRange((pair.Now - start).TotalMilliseconds, 80, 500);
    }

    [Fact]
    public void The_client_hello_may_come_in_pieces_and_swapped()
    {
        // Two fragments of half a ClientHello each, in one record each: what a browser with a post-quantum key share sends.
        using var pair = new DtlsPair();
        var hello = TakeClientHello(pair);
        var (first, second) = Split(hello);
        pair.Server.HandleDatagram(pair.Now, second);
        pair.Server.HandleDatagram(pair.Now, first);
        Assert.True(pair.Server.TryTakeDatagram(new byte[2048], out _));
        Assert.Equal(DtlsState.Handshaking, pair.Server.State);
    }

    private static byte[] TakeClientHello(DtlsPair pair)
    {
        var buffer = new byte[2048];
        pair.Client.HandleTimeout(pair.Now);
        Assert.True(pair.Client.TryTakeDatagram(buffer, out _));

        // Where the machine holds this test up, OpenSSL's own timer, which runs on the system's clock, has put a copy behind it.
        return buffer[..(RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(RecordHeader - 2)))];
    }

    private static (byte[] First, byte[] Second) Split(byte[] hello)
    {
        const int MessageHeader = 12;
        var body = hello[(RecordHeader + MessageHeader)..];
        var half = body.Length / 2;
        return (Fragment(0, 0, body[..half]), Fragment(1, half, body[half..]));

        byte[] Fragment(byte recordNumber, int offset, byte[] part)
        {
            var fragment = new byte[RecordHeader + MessageHeader + part.Length];
            hello.AsSpan(0, RecordHeader + MessageHeader).CopyTo(fragment);
            part.CopyTo(fragment, RecordHeader + MessageHeader);
            fragment[10] = recordNumber;
            fragment[11] = (byte)((part.Length + MessageHeader) >> 8);
            fragment[12] = (byte)(part.Length + MessageHeader);
            fragment[20] = (byte)(offset >> 8);
            fragment[21] = (byte)offset;
            fragment[23] = (byte)(part.Length >> 8);
            fragment[24] = (byte)part.Length;
            return fragment;
        }
    }

    private static byte[] Garbage(SeededRandom random)
    {
        var datagram = new byte[1 + random.Next(200)];
        random.Fill(datagram);
        datagram[0] = (byte)(20 + random.Next(44));
        if (datagram.Length > 12 && random.Chance(0.7))
        {
            // A plausible header, so that OpenSSL looks further.
            (datagram[0], datagram[1], datagram[2]) = ((byte)(20 + random.Next(4)), 254, 253);
            (datagram[3], datagram[4], datagram[11], datagram[12]) = (0, (byte)random.Next(2), 0, (byte)(datagram.Length - 13));
        }

        return datagram;
    }
}
