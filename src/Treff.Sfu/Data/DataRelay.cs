using System.Buffers;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Sfu.DataTracks;
using Treff.Sfu.Rooms;
using Room = Treff.Sfu.Rooms.Room;

namespace Treff.Sfu.Data;

/// <summary>
/// Takes the data packets of a room's participants and of the server API to their receivers: each is judged and rewritten once, and the
/// same bytes go to all.
/// </summary>
internal sealed class DataRelay(Room room)
{
    private readonly NonceFilter _nonces = new();

    public DataStatistics Statistics { get; } = new(room.Options.Refusals);

    /// <summary>Calls that the server API makes to participants.</summary>
    public ServerCalls Calls { get; } = new(room);

    private DataTrackRelay DataTracks => field ??= new DataTrackRelay(room, Statistics);

    private DataLimits Limits => room.Options.Data;

    /// <summary>A message from a client's data channel, on the connection that it sends on.</summary>
    public void OnMessage(Participant sender, PeerLink link, DataChannel channel, ReadOnlySpan<byte> message, bool isText)
    {
        Statistics.Received++;
        if (channel.Label == DataChannelLabels.DataTrack)
        {
            DataTracks.OnPacket(sender, message, isText);
            return;
        }

        var isLossy = channel.Label == DataChannelLabels.Lossy;
        if (!TryAdmit(sender, link, message.Length, isLossy))
            Statistics.Count(DataRefusal.RateExceeded);
        else if (!isLossy && channel.Label != DataChannelLabels.Reliable)
            Statistics.Count(DataRefusal.UnknownChannel);
        else if (isText)
            Statistics.Count(DataRefusal.Text);
        else if (message.Length > Limits.MaxMessageBytes)
            Statistics.Count(DataRefusal.TooLarge);
        else if (!DataPacketView.TryParse(message, out var packet))
            Statistics.Count(DataRefusal.Malformed);
        else if (Judge(sender, packet, isLossy) is { } refusal)
            Statistics.Count(refusal);
        else if (!Calls.TryTake(sender, packet.Type, message))
        {
            Forward(sender, packet, isLossy);
            if (!isLossy)
                HoldUp(sender, link, packet);
        }
    }

    /// <summary>A file that is sent faster than somebody reads would break for them when no more of it can wait here.</summary>
    private void HoldUp(Participant sender, PeerLink link, in DataPacketView packet)
    {
        foreach (var participant in room.Participants)
        {
            if (participant == sender || !participant.Data.Receiver.IsBehind(room.Host.Now) || !MayReceive(participant, packet))
                continue;
            Statistics.HeldUp++;
            link.PauseData(room.Host.Now + TimeSpan.FromSeconds((double)packet.Message.Length / Limits.HeldUpBytesPerSecond));
            return;
        }
    }

    /// <summary>A packet of the server itself to one participant.</summary>
    public void SendFromServer(Participant receiver, byte[] bytes) => receiver.Data.Receiver.SendReliable(room.Host.Now, bytes);

    /// <summary>A packet of the server API: to everybody or to those named, without a sender. A nonce that was here before is dropped.</summary>
    public void SendFromServer(SendDataRequest request, byte[] bytes)
    {
        if (_nonces.IsNew(request.Nonce.Span) && DataPacketView.TryParse(bytes, out var packet))
            Deliver(null, packet, bytes, bytes, request.Kind == DataPacket.Types.Kind.Lossy);
    }

    /// <summary>
    /// Sends a participant that has come back what others sent it reliably meanwhile, as far as it is still here, and only if something
    /// was lost: not every client drops what it gets twice. Not from inside a call of its own peer.
    /// </summary>
    /// <param name="receiver">Who is back.</param>
    /// <param name="states">The last packet that it has of each sender, from <c>SyncState</c>; senders not named are left out.</param>
    public void Replay(Participant receiver, IEnumerable<DataChannelReceiveState> states)
    {
        if (!receiver.Data.Receiver.HasLost)
            return;
        receiver.Data.Receiver.HasLost = false;
        var now = room.Host.Now;
        foreach (var state in states)
        {
            foreach (var participant in room.Participants)
            {
                if (participant == receiver || participant.Sid != state.PublisherSid)
                    continue;
                foreach (var bytes in participant.Data.Sender.Recent.After(now, state.LastSeq))
                {
                    if (DataPacketView.TryParse(bytes, out var packet) && MayReceive(receiver, packet))
                        receiver.Data.Receiver.SendReliable(now, bytes);
                }
            }
        }
    }

    /// <summary>
    /// Lossy packets beyond the sender's share are refused. Reliable ones are not, as their sender believes them delivered: the sender is
    /// read from more slowly.
    /// </summary>
    private bool TryAdmit(Participant sender, PeerLink link, int bytes, bool isLossy)
    {
        var now = room.Host.Now;
        if (isLossy)
            return sender.Data.Sender.TrySpend(now, bytes);
        var until = sender.Data.Sender.Spend(now, bytes);
        if (until > now)
        {
            Statistics.CountThrottled();
            link.PauseData(until);
        }

        return true;
    }

    private DataRefusal? Judge(Participant sender, in DataPacketView packet, bool isLossy)
    {
        if (!sender.Permission.CanPublishData && packet.Type != DataPacketType.Metrics)
            return DataRefusal.NotAllowed;
        if (!isLossy && !sender.Data.Sender.TryAdvance(packet.Sequence))
            return DataRefusal.Duplicate;
        if (!IsAllowed(packet.Type, sender))
            return DataRefusal.TypeNotAllowed;
        return packet.DestinationCount > Limits.MaxDestinations ? DataRefusal.TooManyDestinations : null;
    }

    private static bool IsAllowed(DataPacketType type, Participant sender) => type switch
    {
        // None: empty, or of a kind that came after this server.
        DataPacketType.None or DataPacketType.Speaker => false,
        DataPacketType.Transcription => IsAgent(sender),
        _ => true,
    };

    private static bool IsAgent(Participant participant) => participant.Kind == ParticipantInfo.Types.Kind.Agent;

    private void Forward(Participant sender, in DataPacketView packet, bool isLossy)
    {
        if (IsAgent(sender) && AgentPackets.IsOnBehalf(packet, sender.Data.Identity)
            && AgentPackets.Rewrite(packet, sender.Sid, isLossy) is { } onBehalf)
        {
            Send(sender, packet, onBehalf, isLossy);
            return;
        }

        var rewriter = new DataPacketRewriter(packet, sender.Data.VisibleSid, sender.Data.VisibleIdentity, isLossy);
        if (rewriter.Length > Limits.MaxMessageBytes)
            Statistics.Count(DataRefusal.TooLarge);
        else if (isLossy)
            SendLossy(sender, packet, rewriter);
        else
            Send(sender, packet, rewriter.ToArray(), isLossy: false);
    }

    private void SendLossy(Participant sender, in DataPacketView packet, in DataPacketRewriter rewriter)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(rewriter.Length);
        rewriter.Write(buffer);
        Deliver(sender, packet, null, buffer.AsSpan(0, rewriter.Length), isLossy: true);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Send(Participant sender, in DataPacketView packet, byte[] bytes, bool isLossy)
    {
        if (!isLossy && packet.Sequence > 0)
            sender.Data.Sender.Recent.Add(room.Host.Now, packet.Sequence, bytes);
        Deliver(sender, packet, bytes, bytes, isLossy);
    }

    /// <summary><paramref name="kept"/>: the same bytes for receivers that have to wait; needed for reliable packets only.</summary>
    private void Deliver(Participant? sender, in DataPacketView packet, byte[]? kept, ReadOnlySpan<byte> bytes, bool isLossy)
    {
        var now = room.Host.Now;
        foreach (var participant in room.Participants)
        {
            if (participant == sender || !MayReceive(participant, packet))
                continue;
            if (isLossy)
                participant.Data.Receiver.SendLossy(bytes);
            else
                participant.Data.Receiver.SendReliable(now, kept!);
        }
    }

    private static bool MayReceive(Participant participant, in DataPacketView packet) =>
        packet.IsFor(participant.Data.Identity, participant.Data.Sid)
        && (packet.Type != DataPacketType.Metrics || participant.Permission.CanSubscribeMetrics);
}
