using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Tests.Sctp.Support;

namespace Treff.Rtc.Tests.Sctp.Association;

/// <summary>What a peer can do to us on purpose: nothing throws, memory and answers stay within bounds.</summary>
public sealed class HostilePeerTests
{
    private const DataFlags Middle = DataFlags.None;

    private readonly CraftedPeer _peer = new();

    private SctpStatistics Statistics => _peer.Server.Association.Statistics;

    [Fact]
    public void A_message_without_end_is_cut_off_at_the_limit()
    {
        _peer.SendData(1000, 1, 0, DataFlags.Beginning, 1100);
        for (uint i = 1; i < 400 && _peer.Server.Association.State == SctpState.Connected; i++)
        {
            _peer.SendData(1000 + i, 1, 0, Middle, 1100);
            _peer.Take();
        }

        Assert.Equal(SctpFailure.ReceiveLimitExceeded, _peer.Server.Association.Failure);
        Assert.InRange(Statistics.PacketsReceived, 230, 250);
    }

    [Fact]
    public void Incomplete_messages_fill_the_buffer_and_no_more()
    {
        // Every other TSN, the cumulative one never: nothing can be delivered.
        for (uint i = 0; i < 2000; i++)
        {
            _peer.SendData(1002 + (2 * i), 1, 0, DataFlags.Beginning, 1100);
            _peer.Take();
        }

        Assert.Equal(SctpState.Connected, _peer.Server.Association.State);
        Assert.True(Statistics.Drops(SctpDrop.ReceiveBufferFull) + Statistics.Drops(SctpDrop.OutOfWindow) > 1000);
    }

    [Fact]
    public void Messages_that_wait_for_one_that_never_comes_end_the_association()
    {
        for (uint i = 0; i < 3000 && _peer.Server.Association.State == SctpState.Connected; i++)
        {
            _peer.SendData(1000 + i, 1, (ushort)(i + 1), DataFlags.Beginning | DataFlags.End, 1100);
            _peer.Take();
        }

        Assert.Equal(SctpFailure.ReceiveLimitExceeded, _peer.Server.Association.Failure);
    }

    [Fact]
    public void Data_without_payload_ends_the_association()
    {
        _peer.SendData(1000, 1, 0, DataFlags.Beginning | DataFlags.End, 0);
        Assert.Equal(SctpFailure.ProtocolViolation, _peer.Server.Association.Failure);
        Assert.Equal([ChunkType.Abort], _peer.Take());
    }

    [Fact]
    public void Data_on_a_stream_beyond_the_limit_is_acknowledged_reported_and_dropped()
    {
        _peer.SendData(1000, 65_535, 0, DataFlags.Beginning | DataFlags.End, 10);
        Assert.Equal([ChunkType.Sack, ChunkType.Error], _peer.Take());
        _peer.Server.TakeEvents();
        Assert.Equal(0, Statistics.MessagesReceived);
    }

    [Fact]
    public void All_streams_may_be_used_and_take_little_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (uint i = 0; i < 65_535; i++)
        {
            _peer.SendData(1000 + i, (ushort)i, 0, DataFlags.Beginning | DataFlags.End, 10);
            _peer.Server.TakeEvents();
            _peer.Server.Association.TryTakePacket(_peer.Now, new byte[1200], out _);
        }

        Assert.Equal(65_535, Statistics.MessagesReceived);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 65_535L * 4000);
    }

    [Fact]
    public void Heartbeats_and_unknown_chunks_are_answered_within_bounds()
    {
        for (var i = 0; i < 500; i++)
        {
            _peer.Send((ref PacketWriter w) => HeartbeatChunk.Write(ref w, ChunkType.Heartbeat, new byte[1100]));
            _peer.Send((ref PacketWriter w) => w.AddChunk((ChunkType)0xFE, new byte[1000]));
        }

        Assert.Equal(16, _peer.Take().Count);
        Assert.True(Statistics.Drops(SctpDrop.TooManyAnswers) > 900);
    }

    [Fact]
    public void An_unknown_chunk_stops_or_skips_as_its_type_asks()
    {
        foreach (var (type, isSkipped, isReported) in ((int, bool, bool)[])[(0x3F, false, false), (0x7F, false, true), (0xBF, true, false), (0xFF, true, true)])
        {
            _peer.Send((ref PacketWriter w) =>
            {
                w.AddChunk((ChunkType)type, [1, 2, 3]);
                HeartbeatChunk.Write(ref w, ChunkType.Heartbeat, [1]);
            });
            var answers = _peer.Take();
            Assert.Equal(isSkipped, answers.Contains(ChunkType.HeartbeatAck));
            Assert.Equal(isReported, answers.Contains(ChunkType.Error));
        }
    }

    [Fact]
    public void Acknowledgements_of_what_was_never_sent_change_nothing()
    {
        _peer.Send((ref PacketWriter w) => SackChunk.Write(ref w, 12345, 0, [], []));
        _peer.Send((ref PacketWriter w) => SackChunk.Write(ref w, 0, 0, [new GapBlock(1, 65535)], []));
        Assert.Equal(2, Statistics.Drops(SctpDrop.InvalidSack));
    }

    [Fact]
    public void A_forward_tsn_far_ahead_is_followed_in_no_time()
    {
        var tsn = CraftedPeer.InitialTsn;
        for (var i = 0; i < 2000; i++)
        {
            tsn += 100_000_000;
            _peer.Send((ref PacketWriter w) =>
            {
                for (ushort stream = 0; stream < 280; stream++)
                    w = WithForward(w, tsn, stream);
            });
        }

        _peer.SendData(tsn + 1, 7, 0, DataFlags.Unordered | DataFlags.Beginning | DataFlags.End, 5);
        Assert.Equal(1, Statistics.MessagesReceived);
    }

    [Fact]
    public void Duplicates_are_counted_and_reported_within_bounds()
    {
        for (var i = 0; i < 200; i++)
            _peer.SendData(1000, 1, 0, DataFlags.Beginning | DataFlags.End, 10);
        Assert.Equal(199, Statistics.Drops(SctpDrop.DuplicateData));
        Assert.Equal([ChunkType.Sack], _peer.Take());
    }

    private static PacketWriter WithForward(PacketWriter writer, uint tsn, ushort stream)
    {
        if (writer.Remaining >= 12)
            ForwardTsnChunk.Write(ref writer, tsn, [new SkippedStream(stream, (ushort)(tsn >> 3))]);
        return writer;
    }
}
