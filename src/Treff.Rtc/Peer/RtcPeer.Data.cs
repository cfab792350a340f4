using Treff.Rtc.Dtls;
using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;

namespace Treff.Rtc.Peer;

/// <content>Data channels: SCTP over the DTLS connection (RFC 8831). The association exists from the end of the handshake.</content>
public sealed partial class RtcPeer
{
    // Browsers check at least every 2.5 s. After a longer silence there was an interruption, and retransmissions have backed off.
    private static readonly TimeSpan Interruption = TimeSpan.FromSeconds(4);

    private readonly List<(string Label, DataChannelOptions Options)> _channelsToOpen = [];
    private SctpAssociation? _association;
    private DataChannelSet? _channels;
    private Timestamp _dataResumesAt = Timestamp.Never;

    /// <summary>Open and opening channels; empty before the handshake is done.</summary>
    public IReadOnlyCollection<DataChannel> DataChannels => _channels?.Channels ?? [];

    /// <summary>Counters of the association; null before the handshake is done.</summary>
    public SctpStatistics? DataStatistics => _association?.Statistics;

    /// <summary>The channel with this label; of several, the one opened last, because a client that opens it again has lost the other.</summary>
    public DataChannel? FindDataChannel(string label)
    {
        DataChannel? found = null;
        foreach (var channel in DataChannels)
        {
            if (channel.State == DataChannelState.Open && string.Equals(channel.Label, label, StringComparison.Ordinal)
                && (found is null || channel.Id > found.Id))
            {
                found = channel;
            }
        }

        return found;
    }

    /// <summary>Opens a channel from our side as soon as the connection is up.</summary>
    public void OpenDataChannel<TSink>(Timestamp now, string label, DataChannelOptions options, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_channels is null)
        {
            _channelsToOpen.Add((label, options));
            return;
        }

        _channels.Open(label, options);
        FlushData(now, ref sink);
    }

    /// <summary>Queues a message. It is refused, not waited for, when the buffer towards this peer is full.</summary>
    public SendResult SendData<TSink>(Timestamp now, DataChannel channel, ReadOnlySpan<byte> message, bool isText, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_channels is null)
            return SendResult.NotOpen;
        var result = _channels.Send(now, channel, message, isText);
        FlushData(now, ref sink);
        return result;
    }

    /// <summary>
    /// Takes no more messages from the association until then. Its receive buffer fills, its window closes, and the peer waits: nothing
    /// is lost. A later call may make it longer.
    /// </summary>
    public void PauseData(Timestamp until)
    {
        if (_dataResumesAt == Timestamp.Never || until > _dataResumesAt)
            _dataResumesAt = until;
    }

    private Timestamp NextDataTimeout =>
        _association is null ? Timestamp.Never : Timestamp.Min(_association.NextTimeout, _dataResumesAt);

    private void StartData(Timestamp now)
    {
        var isClient = _options.DtlsRole == DtlsRole.Client;
        _association = new SctpAssociation(new SctpOptions { Random = _options.Random });
        _channels = new DataChannelSet(_association, isClient);
        foreach (var (label, options) in _channelsToOpen)
            _channels.Open(label, options);
        // The browser begins. Both may, but when nothing is to be opened by us there is no reason to.
        if (isClient || _channelsToOpen.Count > 0)
            _association.Connect(now);
    }

    private void HandleApplicationData<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_association is null)
            return;
        Span<byte> packet = stackalloc byte[DtlsTransport.MaxDatagramLength];
        while (Dtls.TryReadApplicationData(packet, out var length))
        {
            _association.HandlePacket(now, packet[..length]);
            TakeDataEvents(ref sink);
        }

        FlushData(now, ref sink);
    }

    private void HandleDataTimeout<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        if (_association is null || now < NextDataTimeout)
            return;
        if (now >= _dataResumesAt)
            _dataResumesAt = Timestamp.Never;
        _association.HandleTimeout(now);
        TakeDataEvents(ref sink);
        FlushData(now, ref sink);
    }

    /// <summary>The peer is back after an interruption: what is to be sent again does not wait for its time-out.</summary>
    private void ResumeData<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        _association?.OnPathRestored(now);
        HandleDataTimeout(now, ref sink);
    }

    private void TakeDataEvents<TSink>(ref TSink sink)
        where TSink : struct, IPeerSink
    {
        while (_dataResumesAt == Timestamp.Never && _channels!.TryTakeEvent(out var taken))
        {
            switch (taken.Kind)
            {
                case DataChannelEventKind.Opened:
                    sink.OnDataChannelOpened(taken.Channel);
                    break;
                case DataChannelEventKind.Message:
                    sink.OnData(taken.Channel, taken.Data, taken.IsText);
                    break;
                case DataChannelEventKind.Closed:
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    private void FlushData<TSink>(Timestamp now, ref TSink sink)
        where TSink : struct, IPeerSink
    {
        Span<byte> packet = stackalloc byte[DtlsTransport.MaxDatagramLength];
        while (_association!.TryTakePacket(now, packet, out var length))
        {
            Dtls.TryWriteApplicationData(packet[..length]);
            FlushDtls(ref sink);
        }
    }
}
