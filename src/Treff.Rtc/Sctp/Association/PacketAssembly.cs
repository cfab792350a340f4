using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Association;

/// <summary>
/// Decides what the next packet carries, at the moment it is asked for: control chunks first, then data (RFC 9260 6.10), so that a SACK
/// is as fresh as can be and rides along with whatever is sent.
/// </summary>
internal static class PacketAssembly
{
    public static bool TryTake(AssociationContext context, Timestamp now, Span<byte> destination, out int length)
    {
        length = 0;
        if (context.Packets.TryDequeue(out var packet))
        {
            packet.CopyTo(destination);
            length = packet.Length;
            return true;
        }

        if (context.State.ControlBlock is not { } block)
            return false;
        var options = context.Options;
        var writer = new PacketWriter(destination[..options.Mtu], options.LocalPort, options.RemotePort, block.PeerTag);
        WriteHandshake(context, block, ref writer);
        if (block.Tracker.IsSackDue && writer.Remaining >= SackChunk.FixedLength)
            context.WriteSack(block, ref writer);
        WriteShutdown(context, block, ref writer);
        WriteControl(context, block, now, ref writer);
        if (MaySendData(context.State))
            WriteData(context, block, now, ref writer);
        if (writer.IsEmpty)
            return false;
        length = writer.Finish().Length;
        return true;
    }

    private static void WriteHandshake(AssociationContext context, TransmissionControlBlock block, ref PacketWriter writer)
    {
        if (context.State is AssociationState.CookieEchoed { IsEchoDue: true } echoed)
        {
            echoed.IsEchoDue = false;
            writer.AddChunk(ChunkType.CookieEcho, echoed.Cookie);
        }

        if (!block.IsCookieAckDue || writer.Remaining < RawChunk.HeaderLength)
            return;
        block.IsCookieAckDue = false;
        writer.AddChunk(ChunkType.CookieAck, default);
    }

    private static void WriteShutdown(AssociationContext context, TransmissionControlBlock block, ref PacketWriter writer)
    {
        if (writer.Remaining < ShutdownChunk.Length)
            return;
        if (context.State is AssociationState.ShutdownSent { IsShutdownDue: true } sent)
        {
            sent.IsShutdownDue = false;
            ShutdownChunk.Write(ref writer, (uint)block.Tracker.CumulativeTsn);
        }
        else if (context.State is AssociationState.ShutdownAckSent { IsAckDue: true } acked)
        {
            acked.IsAckDue = false;
            writer.AddChunk(ChunkType.ShutdownAck, default);
        }
    }

    private static void WriteControl(AssociationContext context, TransmissionControlBlock block, Timestamp now, ref PacketWriter writer)
    {
        while (block.Answers.TryPeek(out var answer) && Padding.RoundUp(answer.Length) <= writer.Remaining)
            writer.AddRaw(block.Answers.Dequeue());
        if (block.Heartbeat.IsDue && writer.Remaining >= Heartbeat.ChunkLength)
            block.Heartbeat.Write(now, block.Sender.Timeout.Value, ref writer);
        if (!MaySendData(context.State))
            return;
        block.Resets.PrepareRequest(context, block);
        if (block.Resets.IsRequestDue && writer.Remaining >= Padding.RoundUp(block.Resets.RequestLength))
            block.Resets.WriteRequest(now, block.Sender.Timeout.Value, ref writer);
    }

    /// <summary>A SACK that could have waited goes along with data, if there is data.</summary>
    private static void WriteData(AssociationContext context, TransmissionControlBlock block, Timestamp now, ref PacketWriter writer)
    {
        if (block.Tracker.IsSackPending && block.Sender.HasSomethingToSend && writer.Remaining > SackChunk.FixedLength)
            context.WriteSack(block, ref writer);
        block.Sender.FillPacket(now, ref writer);
    }

    private static bool MaySendData(AssociationState state) => state is
        AssociationState.Established or AssociationState.ShutdownPending or AssociationState.ShutdownReceived;
}
