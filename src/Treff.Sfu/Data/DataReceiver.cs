using Treff.Rtc;
using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Data;

/// <summary>
/// A participant that receives data. Nothing here makes others wait: what a receiver does not take is dropped when it was lossy; when it
/// was reliable it waits, in order and within bounds, and is then dropped for this receiver alone.
/// </summary>
internal sealed class DataReceiver(Participant participant, DataStatistics statistics) : IWorkerTimer
{
    // A channel does not tell when it has room again. At twenty looks a second half a megabyte each makes ten a second.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    // Who takes nothing for longer than this is not reading; a lost packet on a long way is repeated sooner.
    private static readonly TimeSpan ReadingInterval = TimeSpan.FromSeconds(1);

    // What a waiting packet costs beside its bytes, so that many tiny ones are bounded too.
    private const int EntryOverhead = 64;

    private readonly DataLimits _limits = participant.Room.Options.Data;
    private readonly Queue<(Timestamp At, byte[] Packet)> _waiting = new();
    private PeerLink _link = participant.PrimaryLink;
    private DataChannel? _reliable;
    private DataChannel? _lossy;
    private DataChannel? _dataTrack;
    private Timestamp _nextLook;
    private Timestamp _lastProgress;
    private int _waitingBytes;
    private bool _isStalled;

    /// <summary>The connection on which the participant receives; not the one it sends on when it has two.</summary>
    public PeerLink Link
    {
        get => _link;
        set
        {
            _link = value;
            Forget();
        }
    }

    /// <summary>
    /// A reliable packet was dropped, or was on a channel that has been replaced. As long as it is false, a participant that resumes is
    /// missing nothing: what it has not got yet is still on its channel.
    /// </summary>
    public bool HasLost { get; set; }

    /// <summary>
    /// It reads, but more slowly than others send: so much waits that packets will have to be dropped unless its senders slow down. Nobody
    /// waits for who takes nothing at all.
    /// </summary>
    public bool IsBehind(Timestamp now) => _waitingBytes > _limits.WaitingBytes / 2 && now - _lastProgress < ReadingInterval;

    /// <summary>Packets that wait for the channel to open or to have room.</summary>
    public int Waiting => _waiting.Count;

    public Timestamp NextTimeout => _waiting.Count == 0 ? Timestamp.Never : _nextLook;

    /// <summary>A channel was opened, perhaps anew under the same label.</summary>
    public void OnChannelOpened(DataChannel channel)
    {
        if (channel.Label == DataChannelLabels.Reliable)
            Forget();
        else
            _lossy = _dataTrack = null;
    }

    public void SendLossy(ReadOnlySpan<byte> packet) => SendNowOrNever(Find(ref _lossy, DataChannelLabels.Lossy), packet);

    /// <summary>A packet of a data track, under the number that the participant knows it by.</summary>
    public void SendDataTrack(ReadOnlySpan<byte> packet) => SendNowOrNever(Find(ref _dataTrack, DataChannelLabels.DataTrack), packet);

    private void SendNowOrNever(DataChannel? channel, ReadOnlySpan<byte> packet)
    {
        if (channel is null || channel.BufferedAmount > _limits.LossyBufferedBytes)
            statistics.Count(DataDrop.Lossy);
        else if (_link.SendData(channel, packet) == SendResult.Queued)
            statistics.Delivered++;
        else
            statistics.Count(DataDrop.Lossy);
    }

    /// <summary>Sends now or later, in order. The array is kept and must not change.</summary>
    public void SendReliable(Timestamp now, byte[] packet)
    {
        if (_waiting.Count == 0 && TrySend(now, packet))
            return;
        if (_isStalled)
            Lose(DataDrop.Stalled);
        else if (_waitingBytes + packet.Length + EntryOverhead > (IsOpen ? _limits.WaitingBytes : _limits.JoiningBytes))
            Lose(DataDrop.WaitingFull);
        else
            Enqueue(now, packet);
    }

    public void HandleTimeout(Timestamp now)
    {
        if (participant.IsGone)
            Clear();
        else if (IsOpen)
            Drain(now);
        else
            Expire(now);
        _nextLook = now + PollInterval;
    }

    public void OnFault(Exception exception) => participant.Room.OnFault();

    private bool IsOpen => Find(ref _reliable, DataChannelLabels.Reliable) is not null;

    private void Enqueue(Timestamp now, byte[] packet)
    {
        if (_waiting.Count == 0)
        {
            _lastProgress = now;
            LookAt(now + PollInterval);
        }

        _waiting.Enqueue((now, packet));
        _waitingBytes += packet.Length + EntryOverhead;
        participant.Room.Host.Schedule(this);
    }

    /// <summary>Looks for the channels again.</summary>
    private void Forget()
    {
        HasLost |= _reliable is not null;
        _reliable = null;
        _lossy = _dataTrack = null;
        // Not at once: it may be this very peer that is calling.
        LookAt(participant.Room.Host.Now);
    }

    private void Lose(DataDrop reason, int packets = 1)
    {
        HasLost = true;
        statistics.Count(reason, packets);
    }

    private void LookAt(Timestamp time)
    {
        _nextLook = time;
        participant.Room.Host.Schedule(this);
    }

    private void Drain(Timestamp now)
    {
        while (_waiting.TryPeek(out var next) && TrySend(now, next.Packet))
            Dequeue();
        if (_waiting.Count == 0 || now - _lastProgress < _limits.StallTimeout)
            return;
        _isStalled = true;
        Lose(DataDrop.Stalled, _waiting.Count);
        Clear();
    }

    /// <summary>The channel is not open: what has waited too long would come too late.</summary>
    private void Expire(Timestamp now)
    {
        while (_waiting.TryPeek(out var oldest) && now - oldest.At > _limits.JoiningTime)
        {
            Dequeue();
            Lose(DataDrop.NotOpened);
        }
    }

    private void Dequeue() => _waitingBytes -= _waiting.Dequeue().Packet.Length + EntryOverhead;

    private void Clear()
    {
        _waiting.Clear();
        _waitingBytes = 0;
    }

    /// <summary>True when the packet is dealt with; false when there is no room for it yet.</summary>
    private bool TrySend(Timestamp now, byte[] packet)
    {
        var channel = Find(ref _reliable, DataChannelLabels.Reliable);
        if (channel is null || channel.BufferedAmount > _limits.ReliableBufferedBytes)
            return false;
        switch (_link.SendData(channel, packet))
        {
            case SendResult.Queued:
                statistics.Delivered++;
                break;
            case SendResult.BufferFull:
            case SendResult.NotOpen:
                return false;
            case SendResult.TooLarge:
                Lose(DataDrop.Refused);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        _lastProgress = now;
        _isStalled = false;
        return true;
    }

    private DataChannel? Find(ref DataChannel? known, string label)
    {
        if (known is not { State: DataChannelState.Open })
            known = _link.IsClosed ? null : _link.Peer.FindDataChannel(label);
        return known;
    }
}
