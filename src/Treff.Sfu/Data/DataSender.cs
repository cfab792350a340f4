using Treff.Rtc;

namespace Treff.Sfu.Data;

/// <summary>What is remembered of a participant that sends data: how much, up to which number, and the last packets.</summary>
internal sealed class DataSender(DataLimits limits, Timestamp now)
{
    private readonly TokenBucket _messages = new(limits.MessagesPerSecond, limits.MessageBurst, now);
    private readonly TokenBucket _bytes = new(limits.BytesPerSecond, limits.ByteBurst, now);

    /// <summary>The highest number of a reliable packet so far: a client that resumes is told and sends what is newer once more.</summary>
    public uint LastSequence { get; private set; }

    public RecentPackets Recent { get; } = new(limits.RecentBytes, limits.RecentTime);

    /// <summary>False when the allowance is used up; then nothing is taken from it.</summary>
    public bool TrySpend(Timestamp now, int bytes)
    {
        if (!_messages.Has(now, 1) || !_bytes.Has(now, bytes))
            return false;
        Spend(now, bytes);
        return true;
    }

    /// <summary>Takes from the allowance, into debt if need be. Until the returned time nothing more should be taken from the sender.</summary>
    public Timestamp Spend(Timestamp now, int bytes)
    {
        _messages.Take(now, 1);
        _bytes.Take(now, bytes);
        return _messages.PaidAt > _bytes.PaidAt ? _messages.PaidAt : _bytes.PaidAt;
    }

    /// <summary>False for a number that was here before; 0 is no number.</summary>
    public bool TryAdvance(uint sequence)
    {
        if (sequence == 0)
            return true;
        if (sequence <= LastSequence)
            return false;
        LastSequence = sequence;
        return true;
    }
}
