using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Association;

/// <summary>The second half of the handshake: COOKIE ECHO and COOKIE ACK (RFC 9260 5.1.5, 5.2.4).</summary>
internal static class CookieExchange
{
    public static void HandleCookieEcho(AssociationContext context, Timestamp now, uint verificationTag, in RawChunk raw)
    {
        if (!StateCookie.TryRead(raw.Value, context.CookieKey, out var cookie) || cookie.LocalTag != verificationTag)
        {
            context.Statistics.Count(SctpDrop.BadCookie);
            return;
        }

        var block = context.State.ControlBlock;
        if (block is not null && block.LocalTag == cookie.LocalTag && block.PeerTag == cookie.PeerTag)
        {
            HandleRepeated(context, block, now); // case D of 5.2.4, whatever its age
            return;
        }

        var staleness = now - cookie.CreatedAt - context.Options.CookieLifetime;
        if (staleness > TimeSpan.Zero)
        {
            SendStaleCookie(context, cookie, staleness);
            return;
        }

        switch (context.State)
        {
            // Deviation: in COOKIE-WAIT 5.2.4 wants our own tag in the cookie. One that we gave out before our own INIT does as well.
            case AssociationState.Closed:
            case AssociationState.CookieWait:
                Establish(context, now, cookie);
                break;
            case AssociationState.CookieEchoed echoed when echoed.ControlBlock.LocalTag == cookie.LocalTag: // case B
                Establish(context, now, cookie);
                break;
            case AssociationState.CookieEchoed:
            case AssociationState.Established:
            case AssociationState.ShutdownPending:
            case AssociationState.ShutdownSent:
            case AssociationState.ShutdownReceived:
                HandleRestart(context, now, cookie);
                break;
            case AssociationState.ShutdownAckSent:
                context.Statistics.Count(SctpDrop.UnexpectedChunk);
                break;
        }
    }

    public static void HandleCookieAck(AssociationContext context, Timestamp now)
    {
        if (context.State is AssociationState.CookieEchoed state)
            Enter(context, state.ControlBlock, now);
        else
            context.Statistics.Count(SctpDrop.UnexpectedChunk);
    }

    /// <summary>The peer found our echo too old (5.2.6): begin again.</summary>
    public static void HandleStaleCookie(AssociationContext context, Timestamp now)
    {
        if (context.State is AssociationState.CookieEchoed)
            Handshake.Connect(context, now);
    }

    public static void HandleTimeout(AssociationContext context, AssociationState.CookieEchoed state, Timestamp now)
    {
        var outcome = state.Timer.HandleTimeout(now);
        if (outcome == RetryOutcome.Retry)
            state.IsEchoDue = true;
        else if (outcome == RetryOutcome.GiveUp)
            context.Close(SctpFailure.ConnectTimeout);
    }

    private static void HandleRepeated(AssociationContext context, TransmissionControlBlock block, Timestamp now)
    {
        block.IsCookieAckDue = true;
        if (context.State is AssociationState.CookieEchoed)
            Enter(context, block, now);
    }

    /// <summary>Case A: the peer has lost its association and begins a new one. Case C and all else: silence.</summary>
    private static void HandleRestart(AssociationContext context, Timestamp now, in StateCookie cookie)
    {
        var block = context.State.ControlBlock!;
        var isTied = cookie.LocalTieTag == block.LocalTag && cookie.PeerTieTag == block.PeerTag;
        if (!isTied || cookie.LocalTag == block.LocalTag || cookie.PeerTag == block.PeerTag)
        {
            context.Statistics.Count(SctpDrop.BadCookie);
            return;
        }

        context.DropOutgoing();
        context.Raise(SctpEventKind.Restarted);
        Establish(context, now, cookie);
    }

    private static void Establish(AssociationContext context, Timestamp now, in StateCookie cookie)
    {
        var block = new TransmissionControlBlock(context, now, cookie) { IsCookieAckDue = true };
        Enter(context, block, now);
    }

    private static void Enter(AssociationContext context, TransmissionControlBlock block, Timestamp now)
    {
        block.Heartbeat.Postpone(now);
        context.State = new AssociationState.Established(block);
        context.Raise(SctpEventKind.Connected);
    }

    private static void SendStaleCookie(AssociationContext context, in StateCookie cookie, TimeSpan staleness)
    {
        context.Statistics.Count(SctpDrop.BadCookie);
        var causes = new ParameterWriter(stackalloc byte[Parameter.HeaderLength + 4]);
        ErrorCause.WriteStaleCookie(ref causes, (long)staleness.TotalMicroseconds);
        context.SendPacket(cookie.PeerTag, ChunkType.Error, causes.Written);
    }
}
