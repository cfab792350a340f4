using Treff.Rtc.Rtcp;

namespace Treff.Rtc.Congestion;

/// <content>What transport-wide feedback says.</content>
internal sealed partial class CongestionControl
{
    // 24 bits of 64 ms (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).
    private const long ReferenceCycle = (1L << 24) * 64_000;

    /// <summary>Feedback may say anything; it can only change the rate at which its own sender is served.</summary>
    public void OnFeedback(Timestamp now, in TransportFeedback feedback)
    {
        var isContinuous = _lastFeedbackCount < 0 || feedback.FeedbackCount == (byte)(_lastFeedbackCount + 1);
        _acknowledged.BeginReport();
        var newestSentAt = long.MinValue;
        foreach (var status in feedback)
        {
            if (_packets.TryFind(status.SequenceNumber, out var number))
                TakeStatus(number, status, ref newestSentAt);
        }

        if (newestSentAt == long.MinValue)
            return;
        _lastFeedbackCount = feedback.FeedbackCount;
        EndSilence();
        _acknowledged.EndReport(isContinuous);
        _loss.EndReport(isContinuous);
        _queue.EndReport(now);
        MeasureRoundTrip(now, newestSentAt);
        UpdateRate(now);
        FinishProbe(now);
        Refresh(now);
        StartProbe(now);
    }

    private void TakeStatus(long number, in TransportFeedbackStatus status, ref long newestSentAt)
    {
        ref var packet = ref _packets[number];
        if (packet.Fate == TransportPacketFate.Received)
            return;
        if (!status.IsReceived)
        {
            if (packet.Fate == TransportPacketFate.Unknown)
                _loss.OnReported(packet, isReceived: false);
            packet.Fate = TransportPacketFate.Missing;
            return;
        }

        if (packet.Fate == TransportPacketFate.Missing)
            _loss.OnRecovered();
        else
            _loss.OnReported(packet, isReceived: true);
        packet.Fate = TransportPacketFate.Received;
        _highestReported = Math.Max(_highestReported, number);
        var arrivedAt = Unwrap(status.ArrivalMicroseconds);
        _lastArrival = Math.Max(_lastArrival, arrivedAt);
        _acknowledged.Add(arrivedAt, packet.Bytes);
        _queue.Add(packet.SentAt, arrivedAt);
        _probe.OnReceived(number, arrivedAt, packet.Bytes);
        if (_groups.TryAdd(packet.SentAt, arrivedAt, out var delta))
            _trend.Add(delta);
        newestSentAt = Math.Max(newestSentAt, packet.SentAt);
    }

    /// <summary>The receiver's clock wraps in the message after twelve days.</summary>
    private long Unwrap(long arrivedAt)
    {
        if (_lastArrival == long.MinValue)
            return arrivedAt;
        return arrivedAt + ((long)Math.Round((_lastArrival - arrivedAt) / (double)ReferenceCycle) * ReferenceCycle);
    }

    private void MeasureRoundTrip(Timestamp now, long sentAt)
    {
        var sample = TimeSpan.FromMicroseconds(Math.Clamp(now.Microseconds - sentAt, 0, 10_000_000));
        RoundTrip = RoundTrip is { } old ? old + ((sample - old) / 8) : sample;
    }

    private void UpdateRate(Timestamp now)
    {
        if (_acknowledged.BitsPerSecond is not { } acknowledged)
            return;
        // What the medium loses is not what the path cannot carry.
        var delivered = acknowledged / (1 - _loss.InherentLoss);
        if (IsOverused(now))
        {
            _rate.Decrease(now, delivered, Path);
            OnCongestion(now);
        }
        else if (_trend.Signal == DelaySignal.Underuse || _queue.Value > DrainedQueue)
        {
            _rate.Hold(now);
        }
        else
        {
            _rate.Increase(now, delivered, Path);
        }

        if (_loss.Bound < _rate.BitsPerSecond)
        {
            _rate.Set(_loss.Bound);
            OnCongestion(now);
        }

        LimitRate();
    }

    private bool IsOverused(Timestamp now)
    {
        var isStanding = _queue.Value > StandingQueue;
        var isStandingStill = isStanding && _hadStandingQueue;
        _hadStandingQueue = isStanding;
        if (isStandingStill)
            return true;
        var isInShadow = !_probe.IsIdle || now - _probedAt < ProbeShadow;
        return _trend.Signal == DelaySignal.Overuse && _queue.Value > RealQueue && !isInShadow;
    }

    private void OnCongestion(Timestamp now)
    {
        _congestedUntil = now + CongestionLasts;
        _schedule.OnCongestion(now);
    }
}
