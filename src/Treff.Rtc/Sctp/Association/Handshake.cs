using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Association;

/// <summary>The first half of the handshake: INIT and INIT ACK (RFC 9260 5.1, 5.2.1, 5.2.2).</summary>
internal static class Handshake
{
    public static void Connect(AssociationContext context, Timestamp now)
    {
        var timer = new RetryTimer(context.Options.InitialRto, context.Options.MaxRto, context.Options.MaxInitRetransmissions);
        var state = new AssociationState.CookieWait(context.NewTag(), context.Options.Random.NextUInt32(), timer);
        timer.Start(now);
        context.State = state;
        SendInit(context, state);
    }

    public static void HandleTimeout(AssociationContext context, AssociationState.CookieWait state, Timestamp now)
    {
        var outcome = state.Timer.HandleTimeout(now);
        if (outcome == RetryOutcome.Retry)
            SendInit(context, state);
        else if (outcome == RetryOutcome.GiveUp)
            context.Close(SctpFailure.ConnectTimeout);
    }

    /// <summary>Answers an INIT without remembering it: all that matters goes into the cookie.</summary>
    public static void HandleInit(AssociationContext context, Timestamp now, in RawChunk raw)
    {
        if (!InitChunk.TryParse(raw, out var init) || !init.Header.IsValid)
        {
            context.Statistics.Count(SctpDrop.MalformedChunk);
            return;
        }

        if (context.State is AssociationState.ShutdownAckSent shutdown)
        {
            // RFC 9260 9.2: the peer has forgotten that we are ending.
            shutdown.IsAckDue = true;
            return;
        }

        var unrecognized = new ParameterWriter(stackalloc byte[context.Options.Mtu / 2]);
        var read = ReadParameters(init.Parameters, ref unrecognized, out var capabilities, out _);
        if (!read)
            context.Statistics.Count(SctpDrop.MalformedChunk);
        SendInitAck(context, MakeCookie(context, now, init.Header, capabilities), unrecognized.Written);
    }

    public static void HandleInitAck(AssociationContext context, Timestamp now, in RawChunk raw)
    {
        if (context.State is not AssociationState.CookieWait state)
        {
            context.Statistics.Count(SctpDrop.UnexpectedChunk);
            return;
        }

        var ignored = new ParameterWriter(stackalloc byte[context.Options.Mtu / 2]);
        var limit = context.Options.Mtu - SctpPacket.HeaderLength - RawChunk.HeaderLength;
        if (!InitChunk.TryParse(raw, out var ack)
            || !ack.Header.IsValid
            || !ReadParameters(ack.Parameters, ref ignored, out var capabilities, out var cookie)
            || cookie.Length == 0
            || cookie.Length > limit)
        {
            context.Statistics.Count(SctpDrop.MalformedChunk);
            return;
        }

        var agreed = Agree(context, now, ack.Header, capabilities) with { LocalTag = state.LocalTag, LocalInitialTsn = state.InitialTsn };
        var timer = new RetryTimer(context.Options.InitialRto, context.Options.MaxRto, context.Options.MaxInitRetransmissions);
        timer.Start(now);
        context.State = new AssociationState.CookieEchoed(new TransmissionControlBlock(context, now, agreed), cookie.ToArray(), timer);
    }

    /// <summary>
    /// Which numbers an answer to INIT offers: those of our own INIT when the two have crossed (5.2.1), new ones otherwise; with tie tags
    /// when there is an association already (5.2.2).
    /// </summary>
    private static StateCookie MakeCookie(AssociationContext context, Timestamp now, in InitHeader init, SctpCapabilities capabilities)
    {
        var cookie = Agree(context, now, init, capabilities);
        return context.State switch
        {
            AssociationState.CookieWait own => cookie with { LocalTag = own.LocalTag, LocalInitialTsn = own.InitialTsn },
            AssociationState.CookieEchoed { ControlBlock: var block } => cookie with
            {
                LocalTag = block.LocalTag,
                LocalInitialTsn = block.Sender.LastAssignedTsn + 1,
                LocalTieTag = block.LocalTag,
                PeerTieTag = block.PeerTag,
            },
            { ControlBlock: { } block } => cookie with { LocalTieTag = block.LocalTag, PeerTieTag = block.PeerTag },
            _ => cookie, // Closed
        };
    }

    private static StateCookie Agree(AssociationContext context, Timestamp now, in InitHeader peer, SctpCapabilities capabilities) =>
        new(
            context.NewTag(),
            context.Options.Random.NextUInt32(),
            peer.InitiateTag,
            peer.InitialTsn,
            peer.ReceiverWindow,
            Math.Min(peer.InboundStreams, context.Options.MaxStreams),
            capabilities,
            0,
            0,
            now);

    private static void SendInit(AssociationContext context, AssociationState.CookieWait state)
    {
        var parameters = new ParameterWriter(stackalloc byte[64]);
        ExtensionParameters.Write(ref parameters);
        Send(context, 0, ChunkType.Init, state.LocalTag, state.InitialTsn, parameters.Written);
    }

    private static void SendInitAck(AssociationContext context, in StateCookie cookie, ReadOnlySpan<byte> unrecognized)
    {
        var parameters = new ParameterWriter(stackalloc byte[context.Options.Mtu]);
        cookie.Write(parameters.Add(ParameterType.StateCookie, StateCookie.Length), context.CookieKey);
        ExtensionParameters.Write(ref parameters);
        var reports = new ParameterReader(unrecognized);
        while (reports.MoveNext())
            parameters.Add(reports.Current.Type, reports.Current.Value);
        Send(context, cookie.PeerTag, ChunkType.InitAck, cookie.LocalTag, cookie.LocalInitialTsn, parameters.Written);
    }

    private static void Send(
        AssociationContext context, uint verificationTag, ChunkType type, uint localTag, uint initialTsn, ReadOnlySpan<byte> parameters)
    {
        var options = context.Options;
        var header = new InitHeader(localTag, (uint)options.MaxReceiveBufferBytes, options.MaxStreams, options.MaxStreams, initialTsn);
        var writer = new PacketWriter(stackalloc byte[options.Mtu], options.LocalPort, options.RemotePort, verificationTag);
        InitChunk.Write(ref writer, type, header, parameters);
        context.SendPacket(writer.Finish());
    }

    /// <summary>False when the parameters are malformed; what was read before that stands.</summary>
    private static bool ReadParameters(
        ReadOnlySpan<byte> parameters, ref ParameterWriter unrecognized, out SctpCapabilities capabilities, out ReadOnlySpan<byte> cookie)
    {
        capabilities = default;
        cookie = default;
        var reader = new ParameterReader(parameters);
        while (reader.MoveNext())
        {
            var parameter = reader.Current;
            capabilities = ExtensionParameters.Add(capabilities, parameter);
            if (parameter.Type == ParameterType.StateCookie)
                cookie = parameter.Value;
            if (IsKnown(parameter.Type))
                continue;
            var rule = UnknownTypeRule.OfParameter(parameter.Type);
            if (rule.Report && unrecognized.Remaining >= parameter.Whole.Length)
                unrecognized.Add(ParameterType.UnrecognizedParameter, parameter.Whole);
            if (!rule.Skip)
                break;
        }

        return !reader.IsMalformed;
    }

    private static bool IsKnown(ParameterType type) => type is
        ParameterType.StateCookie or ParameterType.UnrecognizedParameter or ParameterType.ForwardTsnSupported
        or ParameterType.SupportedExtensions or ParameterType.Ipv4Address or ParameterType.Ipv6Address
        or ParameterType.CookiePreservative or ParameterType.SupportedAddressTypes or ParameterType.EcnCapable;
}
