using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Association;

/// <summary>Checks the verification tag of a packet and hands its chunks to their procedures, in order (RFC 9260 8.5, 6.10).</summary>
internal static class PacketReception
{
    public static void Handle(AssociationContext context, Timestamp now, in SctpPacket packet)
    {
        var tag = packet.VerificationTag;
        var chunks = packet.Chunks;
        if (!chunks.MoveNext())
        {
            context.Statistics.Count(SctpDrop.MalformedChunk);
            return;
        }

        if (!IsTagValid(context.State, tag, chunks.Current, chunks.HasMore))
        {
            context.Statistics.Count(SctpDrop.WrongVerificationTag);
            if (context.State is AssociationState.Closed)
                AnswerOutOfTheBlue(context, tag, chunks.Current.Type);
            return;
        }

        var goOn = HandleFirst(context, now, tag, chunks.Current);
        while (goOn && chunks.MoveNext())
            goOn = HandleChunk(context, now, chunks.Current);
        if (chunks.IsMalformed)
            context.Statistics.Count(SctpDrop.MalformedChunk);
        Finish(context, now);
    }

    /// <summary>RFC 9260 8.5.1: INIT stands alone and has no tag, ABORT may reflect ours, COOKIE ECHO is checked by its cookie.</summary>
    private static bool IsTagValid(AssociationState state, uint tag, in RawChunk first, bool hasMore)
    {
        if (first.Type == ChunkType.Init)
            return tag == 0 && !hasMore;
        if (first.Type == ChunkType.CookieEcho)
            return true;
        if (first.Type is ChunkType.Abort or ChunkType.ShutdownComplete && AbortChunk.HasReflectedTag(first))
            return state.ControlBlock is { } block && block.PeerTag == tag;
        return IsLocalTag(state, tag);
    }

    /// <summary>
    /// RFC 9260 8.4: a peer that believes in an association that is no more, because our last packet was lost, is told so with its own
    /// tag.
    /// </summary>
    private static void AnswerOutOfTheBlue(AssociationContext context, uint tag, ChunkType first)
    {
        switch (first)
        {
            case ChunkType.ShutdownAck:
                context.SendPacket(tag, ChunkType.ShutdownComplete, default, AbortChunk.ReflectedTag);
                break;
            case ChunkType.Init:
            case ChunkType.Abort:
            case ChunkType.ShutdownComplete:
            case ChunkType.CookieAck:
            case ChunkType.Error:
                break;
            default:
                context.SendPacket(tag, ChunkType.Abort, default, AbortChunk.ReflectedTag);
                break;
        }
    }

    private static bool IsLocalTag(AssociationState state, uint tag) => state switch
    {
        AssociationState.CookieWait wait => wait.LocalTag == tag,
        { ControlBlock: { } block } => block.LocalTag == tag,
        _ => false, // Closed
    };

    private static bool HandleFirst(AssociationContext context, Timestamp now, uint tag, in RawChunk chunk)
    {
        switch (chunk.Type)
        {
            case ChunkType.Init:
                Handshake.HandleInit(context, now, chunk);
                return false;
            case ChunkType.InitAck:
                Handshake.HandleInitAck(context, now, chunk);
                return true;
            case ChunkType.CookieEcho:
                // What is bundled with it counts only if the cookie has led to an association with this tag.
                CookieExchange.HandleCookieEcho(context, now, tag, chunk);
                return IsLocalTag(context.State, tag);
            default:
                return HandleChunk(context, now, chunk);
        }
    }

    /// <summary>False when the rest of the packet is not to be looked at.</summary>
    private static bool HandleChunk(AssociationContext context, Timestamp now, in RawChunk chunk)
    {
        switch (chunk.Type)
        {
            case ChunkType.Abort:
                context.Close(SctpFailure.PeerAborted);
                return false;
            case ChunkType.CookieAck:
                CookieExchange.HandleCookieAck(context, now);
                return true;
            case ChunkType.Shutdown:
                ShutdownProcedure.HandleShutdown(context, now, chunk);
                return true;
            case ChunkType.ShutdownAck:
                ShutdownProcedure.HandleShutdownAck(context);
                return true;
            case ChunkType.ShutdownComplete:
                ShutdownProcedure.HandleShutdownComplete(context);
                return true;
            case ChunkType.Error:
                HandleError(context, now, chunk);
                return true;
            case ChunkType.Init:
            case ChunkType.InitAck:
            case ChunkType.CookieEcho:
                context.Statistics.Count(SctpDrop.UnexpectedChunk); // none of them may be bundled behind others
                return false;
            default:
                return HandleWithBlock(context, now, chunk);
        }
    }

    private static bool HandleWithBlock(AssociationContext context, Timestamp now, in RawChunk chunk)
    {
        if (context.State.ControlBlock is not { } block)
        {
            context.Statistics.Count(SctpDrop.UnexpectedChunk);
            return false;
        }

        switch (chunk.Type)
        {
            case ChunkType.Data when MayReceiveData(context.State):
                DataReception.HandleData(context, block, chunk);
                return true;
            case ChunkType.ForwardTsn when MayReceiveData(context.State):
                DataReception.HandleForwardTsn(context, block, chunk);
                return true;
            case ChunkType.Data:
            case ChunkType.ForwardTsn:
                context.Statistics.Count(SctpDrop.UnexpectedChunk);
                return true;
            case ChunkType.Sack:
                DataReception.HandleSack(context, block, now, chunk);
                return true;
            case ChunkType.Heartbeat:
                block.Answer(ChunkType.HeartbeatAck, chunk.Value);
                return true;
            case ChunkType.HeartbeatAck:
                HandleHeartbeatAck(context, block, now, chunk);
                return true;
            case ChunkType.Reconfig:
                block.Resets.HandleReconfig(context, block, now, chunk);
                return true;
            default:
                return HandleUnknown(context, block, chunk);
        }
    }

    /// <summary>In COOKIE-ECHOED data means that the peer has accepted the cookie and its COOKIE ACK is late or lost.</summary>
    private static bool MayReceiveData(AssociationState state) => state is
        AssociationState.CookieEchoed or AssociationState.Established or AssociationState.ShutdownPending or AssociationState.ShutdownSent;

    private static void HandleHeartbeatAck(AssociationContext context, TransmissionControlBlock block, Timestamp now, in RawChunk chunk)
    {
        if (!HeartbeatChunk.TryParseInfo(chunk, out var info) || !block.Heartbeat.TryHandleAck(now, info, out var roundTrip))
        {
            context.Statistics.Count(SctpDrop.UnexpectedChunk);
            return;
        }

        block.Errors = 0;
        block.Sender.Timeout.Observe(roundTrip);
    }

    private static void HandleError(AssociationContext context, Timestamp now, in RawChunk chunk)
    {
        // RFC 9260 9.1 and 3.3.10: errors are reports; only a stale cookie asks for something.
        if (ErrorCause.First(chunk.Value) == ErrorCauseCode.StaleCookie)
            CookieExchange.HandleStaleCookie(context, now);
    }

    private static bool HandleUnknown(AssociationContext context, TransmissionControlBlock block, in RawChunk chunk)
    {
        context.Statistics.Count(SctpDrop.UnknownChunk);
        var rule = UnknownTypeRule.OfChunk(chunk.Type);
        if (rule.Report)
        {
            Span<byte> buffer = stackalloc byte[Parameter.HeaderLength + 64];
            var causes = new ParameterWriter(buffer);
            ErrorCause.Write(ref causes, ErrorCauseCode.UnrecognizedChunkType, chunk.Whole[..Math.Min(64, chunk.Whole.Length)]);
            block.Answer(ChunkType.Error, causes.Written);
        }

        return rule.Skip;
    }

    private static void Finish(AssociationContext context, Timestamp now)
    {
        if (context.State.ControlBlock is not { } block)
            return;
        block.HasHeardFromPeer = true;
        block.Tracker.OnPacketEnd(now);
        if (block.Tracker.IsSackDue && context.State is AssociationState.ShutdownSent sent)
            sent.IsShutdownDue = true; // RFC 9260 9.2: together with each SACK
        block.Resets.PerformDeferred(context, block);
        ShutdownProcedure.Advance(context, now);
    }
}
