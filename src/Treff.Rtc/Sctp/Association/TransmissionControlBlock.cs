using System.Buffers.Binary;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Sctp.Receive;
using Treff.Rtc.Sctp.Send;

namespace Treff.Rtc.Sctp.Association;

/// <summary>What an association with one peer consists of (RFC 9260 14): the agreed numbers, and the two directions of data.</summary>
internal sealed class TransmissionControlBlock
{
    /// <summary>Answers that wait for a packet. More come only from a peer that floods us.</summary>
    private const int MaxAnswers = 16;

    private readonly AssociationContext _context;

    /// <summary>Begins with empty queues in both directions.</summary>
    /// <param name="context">The association.</param>
    /// <param name="now">The present.</param>
    /// <param name="agreed">In the form of the cookie, which is what one of the two sides builds its association from.</param>
    public TransmissionControlBlock(AssociationContext context, Timestamp now, in StateCookie agreed)
    {
        _context = context;
        LocalTag = agreed.LocalTag;
        PeerTag = agreed.PeerTag;
        OutboundStreams = agreed.OutboundStreams;
        Tracker = new DataTracker(agreed.PeerInitialTsn, context.Options.DelayedAck);
        Reassembly = new ReassemblyQueue(context.Options.MaxReceiveMessageSize);
        Sender = new RetransmissionQueue(
            context.Options, context.Statistics, context.SendQueue, agreed.LocalInitialTsn, agreed.PeerWindow, agreed.Capabilities.PartialReliability);
        Heartbeat = new Heartbeat(context.Options, now);
        Resets = new StreamResets(agreed.LocalInitialTsn, agreed.PeerInitialTsn, agreed.Capabilities.StreamReconfiguration);
    }

    public uint LocalTag { get; }

    public uint PeerTag { get; }

    /// <summary>Streams that the peer accepts from us.</summary>
    public ushort OutboundStreams { get; }

    public DataTracker Tracker { get; }

    public ReassemblyQueue Reassembly { get; }

    public RetransmissionQueue Sender { get; }

    public Heartbeat Heartbeat { get; }

    public StreamResets Resets { get; }

    /// <summary>Whole chunks, already built, for the next packet.</summary>
    public Queue<byte[]> Answers { get; } = new();

    public bool IsCookieAckDue { get; set; }

    /// <summary>Something has arrived since the retransmission timer last expired.</summary>
    public bool HasHeardFromPeer { get; set; }

    /// <summary>Transmissions without an answer in a row (RFC 9260 8.1).</summary>
    public int Errors { get; set; }

    /// <summary>Adds a chunk to the next packet; drops it when the peer has made too many necessary.</summary>
    public void Answer(ChunkType type, ReadOnlySpan<byte> value)
    {
        var length = RawChunk.HeaderLength + value.Length;
        if (Answers.Count >= MaxAnswers || length > _context.Options.Mtu - SctpPacket.HeaderLength)
        {
            _context.Statistics.Count(SctpDrop.TooManyAnswers);
            return;
        }

        var chunk = new byte[length];
        chunk[0] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(chunk.AsSpan(2), (ushort)length);
        value.CopyTo(chunk.AsSpan(RawChunk.HeaderLength));
        Answers.Enqueue(chunk);
    }
}
