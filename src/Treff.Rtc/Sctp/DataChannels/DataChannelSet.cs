using System.Text;
using Treff.Rtc.Sctp.Association;
using Treff.Rtc.Sctp.Receive;
using Treff.Rtc.Sctp.Send;

namespace Treff.Rtc.Sctp.DataChannels;

/// <summary>
/// The data channels of an association (RFC 8831), opened in band by either end (RFC 8832). After each packet the caller takes events
/// until there are none, then packets from the association.
/// </summary>
public sealed class DataChannelSet
{
    /// <summary>A label or protocol longer than this, in bytes, is refused. LiveKit's are about ten.</summary>
    private const int MaxNameLength = 1024;

    private readonly SctpAssociation _association;
    private readonly int _maxChannels;
    private readonly int _firstId;
    private readonly Dictionary<ushort, DataChannel> _channels = [];
    private readonly Queue<(DataChannelEventKind Kind, DataChannel Channel)> _changes = new();
    private ReceivedMessage? _lent;

    /// <summary>Begins without channels.</summary>
    /// <param name="association">Connected or not.</param>
    /// <param name="isDtlsClient">The DTLS client numbers its channels evenly, the server oddly (RFC 8832 6).</param>
    /// <param name="maxChannels">Channels beyond this are refused.</param>
    public DataChannelSet(SctpAssociation association, bool isDtlsClient, int maxChannels = 64)
    {
        ArgumentNullException.ThrowIfNull(association);
        _association = association;
        _maxChannels = maxChannels;
        _firstId = isDtlsClient ? 0 : 1;
    }

    /// <summary>Channels that are not closed.</summary>
    public IReadOnlyCollection<DataChannel> Channels => _channels.Values;

    /// <summary>Bytes over all channels, accepted for sending and neither acknowledged nor given up.</summary>
    public long BufferedAmount => _association.BufferedAmount;

    /// <summary>
    /// Opens a channel; possible before the association is connected. Messages may follow at once. Null when there are too many
    /// channels.
    /// </summary>
    public DataChannel? Open(string label, DataChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(options);
        if (!TryFindId(out var id))
            return null;
        var open = DcepOpen.Write(label, options);
        if (_association.Send(id, PayloadProtocol.Dcep, Reliability.Full, open, ignoreLimit: true) != SendResult.Queued)
            return null;
        var channel = new DataChannel(_association, id, label, options, DataChannelState.Connecting);
        _channels.Add(id, channel);
        return channel;
    }

    /// <summary>Queues a message, or refuses it and says why.</summary>
    public SendResult Send(Timestamp now, DataChannel channel, ReadOnlySpan<byte> message, bool isText = false)
    {
        ArgumentNullException.ThrowIfNull(channel);
        if (channel.State is not (DataChannelState.Open or DataChannelState.Connecting))
            return SendResult.NotOpen;
        var options = channel.Options;
        var reliability = new Reliability(
            !options.IsOrdered && channel.IsAcknowledged,
            options.MaxRetransmits ?? Reliability.Unlimited,
            options.MaxLifetime is { } lifetime ? now + lifetime : Timestamp.Never);
        return message.Length == 0
            ? _association.Send(channel.Id, isText ? PayloadProtocol.EmptyText : PayloadProtocol.EmptyBinary, reliability, [0])
            : _association.Send(channel.Id, isText ? PayloadProtocol.Text : PayloadProtocol.Binary, reliability, message);
    }

    /// <summary>Closes a channel: what is queued is still sent, then both directions are reset.</summary>
    public void Close(DataChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        if (channel.State is DataChannelState.Closing or DataChannelState.Closed)
            return;
        BeginClosing(channel);
    }

    /// <summary>The next event, if there is one. The data of the event before is no longer valid.</summary>
    public bool TryTakeEvent(out DataChannelEvent taken)
    {
        _lent?.Return();
        _lent = null;
        while (true)
        {
            if (_changes.TryDequeue(out var change))
            {
                taken = new DataChannelEvent(change.Kind, change.Channel);
                return true;
            }

            if (!_association.TryTakeEvent(out var raised))
            {
                taken = default;
                return false;
            }

            if (raised.Kind == SctpEventKind.Message)
                _lent = raised.Message;
            if (raised.Kind == SctpEventKind.Message && raised.Message.PayloadProtocol != PayloadProtocol.Dcep)
            {
                if (TryHandleMessage(raised.Message, out taken))
                    return true;
            }
            else
            {
                Handle(raised);
            }
        }
    }

    private void Handle(in SctpEvent raised)
    {
        switch (raised.Kind)
        {
            case SctpEventKind.Message:
                HandleControl(raised.Message);
                break;
            case SctpEventKind.IncomingStreamReset:
                if (_channels.TryGetValue(raised.StreamId, out var reset))
                    OnIncomingReset(reset);
                break;
            case SctpEventKind.AllIncomingStreamsReset:
                foreach (var channel in _channels.Values.ToArray())
                    OnIncomingReset(channel);
                break;
            case SctpEventKind.OutgoingStreamReset:
                if (_channels.TryGetValue(raised.StreamId, out var confirmed))
                {
                    confirmed.IsOutgoingReset = true;
                    CloseIfDone(confirmed);
                }

                break;
            case SctpEventKind.Restarted:
            case SctpEventKind.Closed:
                foreach (var channel in _channels.Values.ToArray())
                    MarkClosed(channel);
                break;
            case SctpEventKind.Connected:
                break;
        }
    }

    private bool TryHandleMessage(ReceivedMessage message, out DataChannelEvent taken)
    {
        taken = default;
        var isText = message.PayloadProtocol is PayloadProtocol.Text or PayloadProtocol.EmptyText;
        var isEmpty = message.PayloadProtocol is PayloadProtocol.EmptyText or PayloadProtocol.EmptyBinary;
        if (!(isText || isEmpty || message.PayloadProtocol == PayloadProtocol.Binary)
            || !_channels.TryGetValue(message.StreamId, out var channel)
            || channel.State is DataChannelState.Closing)
        {
            _association.Statistics.Count(SctpDrop.UnusableMessage);
            return false;
        }

        // RFC 8832 6: a message shows as well as an acknowledgement that the peer knows the channel.
        channel.IsAcknowledged = true;
        taken = new DataChannelEvent(DataChannelEventKind.Message, channel, isEmpty ? default : message.Payload, isText);
        return true;
    }

    private void HandleControl(in ReceivedMessage message)
    {
        var opened = message.Payload[0] switch
        {
            DcepOpen.MessageType => HandleOpen(message),
            DcepAck.MessageType => HandleAck(message.StreamId),
            _ => null, // RFC 8832 8.2.1: unassigned
        };
        if (opened is null)
            _association.Statistics.Count(SctpDrop.UnusableMessage);
        else
            _changes.Enqueue((DataChannelEventKind.Opened, opened));
    }

    /// <summary>Deviation: RFC 8832 6 wants a channel with a number of our own parity closed. It does no harm and is served.</summary>
    private DataChannel? HandleOpen(in ReceivedMessage message)
    {
        if (!DcepOpen.TryParse(message.Payload, out var open)
            || open.Label.Length > MaxNameLength
            || open.Protocol.Length > MaxNameLength
            || message.StreamId == ushort.MaxValue
            || !IsFree(message.StreamId)
            || _channels.Count >= _maxChannels)
        {
            return null;
        }

        var options = new DataChannelOptions
        {
            IsOrdered = open.IsOrdered,
            MaxRetransmits = open.MaxRetransmits,
            MaxLifetime = open.MaxLifetime,
            Priority = open.Priority,
            Protocol = Encoding.UTF8.GetString(open.Protocol),
        };
        if (_association.Send(message.StreamId, PayloadProtocol.Dcep, Reliability.Full, DcepAck.Message, ignoreLimit: true) != SendResult.Queued)
            return null;
        var channel = new DataChannel(
            _association, message.StreamId, Encoding.UTF8.GetString(open.Label), options, DataChannelState.Open);
        _channels.Add(channel.Id, channel);
        return channel;
    }

    /// <summary>A number is free, too, when its last channel is closed but for an answer that has been lost on the way to us.</summary>
    private bool IsFree(ushort streamId)
    {
        if (!_channels.TryGetValue(streamId, out var old))
            return true;
        if (!old.IsIncomingReset || !_association.ConfirmReset(streamId))
            return false;
        MarkClosed(old);
        return true;
    }

    private DataChannel? HandleAck(ushort streamId)
    {
        if (!_channels.TryGetValue(streamId, out var channel) || channel.State != DataChannelState.Connecting)
            return null;
        channel.State = DataChannelState.Open;
        channel.IsAcknowledged = true;
        return channel;
    }

    /// <summary>The peer closes: what we have not sent yet would find nobody (RFC 8831 6.7).</summary>
    private void OnIncomingReset(DataChannel channel)
    {
        channel.IsIncomingReset = true;
        if (channel.State != DataChannelState.Closing)
        {
            _association.DropUnsent(channel.Id);
            BeginClosing(channel);
        }

        CloseIfDone(channel);
    }

    private void BeginClosing(DataChannel channel)
    {
        channel.State = DataChannelState.Closing;
        if (_association.ResetStream(channel.Id))
            return;
        _association.DropUnsent(channel.Id);
        MarkClosed(channel);
    }

    private void CloseIfDone(DataChannel channel)
    {
        if (channel.IsIncomingReset && channel.IsOutgoingReset)
            MarkClosed(channel);
    }

    private void MarkClosed(DataChannel channel)
    {
        if (!_channels.Remove(channel.Id))
            return;
        channel.State = DataChannelState.Closed;
        _changes.Enqueue((DataChannelEventKind.Closed, channel));
    }

    private bool TryFindId(out ushort id)
    {
        id = 0;
        if (_channels.Count >= _maxChannels)
            return false;
        for (var candidate = _firstId; candidate < Math.Min(_association.OutboundStreams, ushort.MaxValue); candidate += 2)
        {
            id = (ushort)candidate;
            if (!_channels.ContainsKey(id))
                return true;
        }

        return false;
    }
}
