using System.Buffers.Binary;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Sctp.Receive;

namespace Treff.Rtc.Sctp.Association;

/// <summary>What arrives once an association stands: DATA, FORWARD-TSN, SACK (RFC 9260 6.2, RFC 3758 3.6).</summary>
internal static class DataReception
{
    public static void HandleData(AssociationContext context, TransmissionControlBlock block, in RawChunk raw)
    {
        if (!DataChunk.TryParse(raw, out var chunk))
        {
            context.Statistics.Count(SctpDrop.MalformedChunk);
            return;
        }

        var tsn = block.Tracker.Extend(chunk.Header.Tsn);
        if (!IsNew(context, block, tsn, chunk.Header.Tsn))
            return;
        if (chunk.Payload.Length == 0)
        {
            AbortForEmptyData(context, chunk.Header.Tsn);
            return;
        }

        if ((chunk.Header.Flags & DataFlags.Immediate) != DataFlags.None)
            block.Tracker.RequestSack();
        if (chunk.Header.StreamId >= context.Options.MaxStreams)
        {
            // RFC 9260 6.5: acknowledged, reported, not used.
            block.Tracker.Add(tsn);
            ReportInvalidStream(block, chunk.Header.StreamId);
            return;
        }

        if (TryMakeRoom(context, block, tsn, chunk.Payload.Length))
            Accept(context, block, tsn, chunk);
    }

    public static void HandleForwardTsn(AssociationContext context, TransmissionControlBlock block, in RawChunk raw)
    {
        if (!ForwardTsnChunk.TryParse(raw, out var chunk))
        {
            context.Statistics.Count(SctpDrop.MalformedChunk);
            return;
        }

        var tsn = block.Tracker.Extend(chunk.NewCumulativeTsn);
        if (!block.Tracker.SkipTo(tsn))
            return;
        block.Reassembly.SkipTo(tsn);
        for (var i = 0; i < chunk.SkippedCount; i++)
            block.Reassembly.SkipStream(chunk.GetSkipped(i), context.Delivered);
        context.RaiseDelivered();
    }

    public static void HandleSack(AssociationContext context, TransmissionControlBlock block, Timestamp now, in RawChunk raw)
    {
        if (!SackChunk.TryParse(raw, out var sack))
        {
            context.Statistics.Count(SctpDrop.MalformedChunk);
            return;
        }

        if (!block.Sender.HandleSack(now, sack))
        {
            context.Statistics.Count(SctpDrop.InvalidSack);
            return;
        }

        block.Errors = 0;
        block.Heartbeat.Postpone(now);
    }

    private static bool IsNew(AssociationContext context, TransmissionControlBlock block, long tsn, uint wireTsn)
    {
        switch (block.Tracker.Classify(tsn))
        {
            case TsnClass.New:
                return true;
            case TsnClass.Duplicate:
                context.Statistics.Count(SctpDrop.DuplicateData);
                block.Tracker.AddDuplicate(wireTsn);
                return false;
            case TsnClass.OutOfWindow:
            default:
                context.Statistics.Count(SctpDrop.OutOfWindow);
                block.Tracker.RequestSack();
                return false;
        }
    }

    /// <summary>
    /// When the buffer is full, only the very next TSN is taken, as nothing else can make room again; and not even that one when messages
    /// are waiting to be fetched, as fetching them makes room.
    /// </summary>
    private static bool TryMakeRoom(AssociationContext context, TransmissionControlBlock block, long tsn, int length)
    {
        var options = context.Options;
        var needed = block.Reassembly.HeldBytes + length + ReassemblyQueue.ChunkOverhead;
        if (needed + context.ReadyBytes <= options.MaxReceiveBufferBytes)
            return true;
        if (tsn == block.Tracker.CumulativeTsn + 1 && context.ReadyBytes == 0)
        {
            if (needed <= options.MaxReceiveBufferBytes + options.MaxReceiveMessageSize)
                return true;
            context.Close(SctpFailure.ReceiveLimitExceeded, ErrorCauseCode.OutOfResource);
            return false;
        }

        context.Statistics.Count(SctpDrop.ReceiveBufferFull);
        block.Tracker.RequestSack();
        return false;
    }

    private static void Accept(AssociationContext context, TransmissionControlBlock block, long tsn, in DataChunk chunk)
    {
        block.Tracker.Add(tsn);
        switch (block.Reassembly.Add(tsn, chunk, context.Delivered))
        {
            case ReassemblyResult.Accepted:
                context.RaiseDelivered();
                break;
            case ReassemblyResult.Stale:
                context.Statistics.Count(SctpDrop.StaleStreamSequence);
                break;
            case ReassemblyResult.TooLong:
                context.Close(SctpFailure.ReceiveLimitExceeded, ErrorCauseCode.OutOfResource);
                break;
        }
    }

    private static void AbortForEmptyData(AssociationContext context, uint tsn)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, tsn);
        context.Close(SctpFailure.ProtocolViolation, ErrorCauseCode.NoUserData, value);
    }

    private static void ReportInvalidStream(TransmissionControlBlock block, ushort streamId)
    {
        var causes = new ParameterWriter(stackalloc byte[Parameter.HeaderLength + 4]);
        ErrorCause.WriteInvalidStream(ref causes, streamId);
        block.Answer(ChunkType.Error, causes.Written);
    }
}
