using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Association;

/// <summary>Ending in peace: everything queued is delivered in both directions first (RFC 9260 9.2).</summary>
internal static class ShutdownProcedure
{
    public static void Begin(AssociationContext context, Timestamp now)
    {
        switch (context.State)
        {
            case AssociationState.CookieWait:
            case AssociationState.CookieEchoed:
                context.Close(SctpFailure.None, ErrorCauseCode.UserInitiatedAbort);
                break;
            case AssociationState.Established established:
                context.State = new AssociationState.ShutdownPending(established.ControlBlock);
                Advance(context, now);
                break;
            case AssociationState.Closed:
            case AssociationState.ShutdownPending:
            case AssociationState.ShutdownSent:
            case AssociationState.ShutdownReceived:
            case AssociationState.ShutdownAckSent:
                break;
        }
    }

    /// <summary>After anything that may have emptied the queues.</summary>
    public static void Advance(AssociationContext context, Timestamp now)
    {
        if (context.State is AssociationState.ShutdownPending pending && IsDrained(context, pending.ControlBlock))
            context.State = new AssociationState.ShutdownSent(pending.ControlBlock, StartTimer(context, pending.ControlBlock, now));
        else if (context.State is AssociationState.ShutdownReceived received && IsDrained(context, received.ControlBlock))
            context.State = new AssociationState.ShutdownAckSent(received.ControlBlock, StartTimer(context, received.ControlBlock, now));
    }

    public static void HandleShutdown(AssociationContext context, Timestamp now, in RawChunk raw)
    {
        if (!ShutdownChunk.TryParse(raw, out var cumulativeTsnAck))
        {
            context.Statistics.Count(SctpDrop.MalformedChunk);
            return;
        }

        context.State.ControlBlock?.Sender.HandleCumulativeAck(now, cumulativeTsnAck);
        switch (context.State)
        {
            case AssociationState.Established { ControlBlock: var block }:
                context.State = new AssociationState.ShutdownReceived(block);
                break;
            case AssociationState.ShutdownPending { ControlBlock: var block }:
                context.State = new AssociationState.ShutdownReceived(block);
                break;
            case AssociationState.ShutdownSent { ControlBlock: var block }:
                context.State = new AssociationState.ShutdownAckSent(block, StartTimer(context, block, now));
                break;
            case AssociationState.ShutdownAckSent state:
                state.IsAckDue = true;
                break;
            case AssociationState.ShutdownReceived:
                break;
            case AssociationState.Closed:
            case AssociationState.CookieWait:
            case AssociationState.CookieEchoed:
                context.Statistics.Count(SctpDrop.UnexpectedChunk);
                break;
        }
    }

    public static void HandleShutdownAck(AssociationContext context)
    {
        if (context.State is AssociationState.ShutdownSent or AssociationState.ShutdownAckSent)
        {
            context.SendPacket(context.State.ControlBlock!.PeerTag, ChunkType.ShutdownComplete, default);
            context.Close(SctpFailure.None);
        }
        else
        {
            context.Statistics.Count(SctpDrop.UnexpectedChunk);
        }
    }

    public static void HandleShutdownComplete(AssociationContext context)
    {
        if (context.State is AssociationState.ShutdownAckSent)
            context.Close(SctpFailure.None);
        else
            context.Statistics.Count(SctpDrop.UnexpectedChunk);
    }

    public static void HandleTimeout(AssociationContext context, Timestamp now)
    {
        var outcome = context.State switch
        {
            AssociationState.ShutdownSent sent => sent.Timer.HandleTimeout(now),
            AssociationState.ShutdownAckSent acked => acked.Timer.HandleTimeout(now),
            _ => RetryOutcome.NotExpired, // no T2 timer in the other states
        };
        if (outcome == RetryOutcome.GiveUp)
            context.Close(SctpFailure.PeerUnreachable, ErrorCauseCode.UserInitiatedAbort);
        if (outcome != RetryOutcome.Retry)
            return;
        if (context.State is AssociationState.ShutdownSent { } shutdown)
            shutdown.IsShutdownDue = true;
        else if (context.State is AssociationState.ShutdownAckSent { } ack)
            ack.IsAckDue = true;
    }

    private static bool IsDrained(AssociationContext context, TransmissionControlBlock block) =>
        context.SendQueue.IsEmpty && block.Sender.IsIdle;

    private static RetryTimer StartTimer(AssociationContext context, TransmissionControlBlock block, Timestamp now)
    {
        var timer = new RetryTimer(block.Sender.Timeout.Value, context.Options.MaxRto, context.Options.MaxRetransmissions);
        timer.Start(now);
        return timer;
    }
}
