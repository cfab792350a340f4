namespace Treff.Rtc.Congestion;

/// <summary>
/// What the path to one peer carries: takes in what was sent and what the peer reported, gives the target rate and says when to probe.
/// Nothing is sent from here.
/// </summary>
internal sealed partial class CongestionControl
{
    /// <summary>Audio is sent whatever the path says.</summary>
    public const long FloorBitsPerSecond = 50_000;

    /// <summary>Retransmissions may take so much of the path from media, not more.</summary>
    private const double MaxRetransmitted = 0.5;

    /// <summary>A change that is worth telling.</summary>
    private const double WorthTelling = 0.03;

    /// <summary>
    /// Without feedback for so long after a packet the path, or the way back, is gone: a step down, then one each second in which something
    /// is sent. Where nothing is sent there is nothing to report, and silence says nothing.
    /// </summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan SilenceStep = TimeSpan.FromSeconds(1);
    private const double SilenceFactor = 0.7;

    /// <summary>A peer that negotiated transport-wide feedback but sends receiver reports alone is taken for one without.</summary>
    private static readonly TimeSpan MaxWaitForFeedback = TimeSpan.FromSeconds(3);

    /// <summary>One that tells nothing at all, too. It is there: without its checks ICE would have given it up by then.</summary>
    private static readonly TimeSpan MaxWaitForAnything = TimeSpan.FromSeconds(10);

    /// <summary>A trend counts only with a queue of this length: it is jitter otherwise.</summary>
    private static readonly TimeSpan RealQueue = TimeSpan.FromMilliseconds(20);

    /// <summary>No growth while so much waits on the path.</summary>
    private static readonly TimeSpan DrainedQueue = TimeSpan.FromMilliseconds(50);

    /// <summary>A queue of this length is too long, whether it grows or not.</summary>
    private static readonly TimeSpan StandingQueue = TimeSpan.FromMilliseconds(120);

    private static readonly TimeSpan AssumedRoundTrip = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CongestionLasts = TimeSpan.FromMilliseconds(400);

    /// <summary>The queue that a probe makes is no overuse.</summary>
    private static readonly TimeSpan ProbeShadow = TimeSpan.FromMilliseconds(250);

    private readonly TransportPackets _packets = new();
    private readonly PacketGroups _groups = new();
    private readonly DelayTrend _trend = new();
    private readonly QueueingDelay _queue = new();
    private readonly AcknowledgedRate _acknowledged = new();
    private readonly DelayBasedRate _rate = new(BandwidthEstimate.StartBitsPerSecond);
    private readonly LossModel _loss = new();
    private readonly ReportedRate _reported = new();
    private readonly Probe _probe = new();
    private readonly ProbeSchedule _schedule = new();
    private readonly ProbeBelief _belief = new();
    private readonly RetransmissionRate _retransmitted = new();
    private BandwidthDemand _demand;
    private BandwidthEstimate _told = BandwidthEstimate.Unknown;
    private Timestamp _firstSentAt = Timestamp.Never;
    private Timestamp _silentSince = Timestamp.Never;
    private bool _isSilent;
    private Timestamp _congestedUntil = Timestamp.Never;
    private Timestamp _probedAt = Timestamp.Zero;
    private long _highestReported = -1;
    private long _lastArrival = long.MinValue;
    private int _lastFeedbackCount = -1;
    private bool _hadStandingQueue;
    private bool _hasReports;
    private Source _source;

    /// <summary>What the rate is taken from.</summary>
    private enum Source
    {
        /// <summary>The peer tells nothing: no limit.</summary>
        Nothing,

        /// <summary>REMB and receiver reports.</summary>
        Reports,

        /// <summary>Transport-wide feedback, or the rate that is assumed until it comes.</summary>
        Feedback,
    }

    public BandwidthEstimate Estimate { get; private set; } = BandwidthEstimate.Unknown;

    /// <summary>The target with what retransmissions take.</summary>
    public double TotalBitsPerSecond => _source switch
    {
        Source.Feedback => _rate.BitsPerSecond,
        Source.Reports => _reported.BitsPerSecond,
        _ => BandwidthEstimate.UnlimitedBitsPerSecond,
    };

    /// <summary>Of the transport-wide numbers, for the packet that is about to be sent.</summary>
    public ushort NextNumber => (ushort)_packets.Next;

    /// <summary>Transport-wide feedback has come.</summary>
    public bool HasFeedback => _lastFeedbackCount >= 0;

    /// <summary>Packets carry transport-wide numbers: their feedback is waited for.</summary>
    public bool IsExpectingFeedback { get; private set; }

    public Timestamp NextTimeout
    {
        get
        {
            var next = Timestamp.Min(_probe.NextTimeout, SilenceTimeout);
            if (_probe.IsIdle && CanProbe)
                next = Timestamp.Min(next, _schedule.Next(Estimate.TargetBitsPerSecond, _demand));
            next = Timestamp.Min(next, _congestedUntil);
            if (_source == Source.Feedback && !HasFeedback && _firstSentAt != Timestamp.Never)
                next = Timestamp.Min(next, _firstSentAt + MaxWaitForAnything);
            return _source == Source.Reports ? Timestamp.Min(next, _reported.NextTimeout) : next;
        }
    }

    /// <summary>There is a stream on which padding can be sent.</summary>
    public bool CanPad { get; set; }

    /// <summary>Smoothed, without the time that the peer waits before it reports; null before the first feedback.</summary>
    private TimeSpan? RoundTrip { get; set; }

    private bool CanProbe => CanPad && _firstSentAt != Timestamp.Never && !Estimate.IsCongested;

    private Timestamp SilenceTimeout =>
        HasFeedback && _silentSince != Timestamp.Never ? _silentSince + (_isSilent ? SilenceStep : MaxSilence) : Timestamp.Never;

    private PathDelay Path => new(RoundTrip ?? AssumedRoundTrip, _queue.Value);

    /// <summary>Transport-wide feedback was negotiated: from now on a rate is assumed until it is measured.</summary>
    public void ExpectFeedback()
    {
        if (IsExpectingFeedback)
            return;
        IsExpectingFeedback = true;
        Refresh(Estimate.ChangedAt);
    }

    public void SetDemand(in BandwidthDemand demand) => _demand = demand;

    /// <summary>A packet left; with <paramref name="isNumbered"/> it carried <see cref="NextNumber"/>.</summary>
    public void OnSent(Timestamp now, int bytes, bool isNumbered)
    {
        _reported.OnSent(bytes);
        if (!isNumbered)
            return;
        if (_firstSentAt == Timestamp.Never)
            _firstSentAt = now;
        if (_silentSince == Timestamp.Never)
            _silentSince = now;
        _packets.Add(now, bytes);
        _probe.OnSent(now, bytes);
    }

    /// <summary>Part of what <see cref="OnSent"/> was told.</summary>
    public void OnRetransmissionSent(Timestamp now, int bytes) => _retransmitted.Add(now, bytes);

    /// <summary>The peer's own estimate (REMB).</summary>
    public void OnPeerEstimate(Timestamp now, long bitsPerSecond)
    {
        _hasReports = true;
        _reported.OnEstimate(now, bitsPerSecond);
        Refresh(now);
    }

    /// <summary>A report block of one of our streams.</summary>
    public void OnReport(Timestamp now, double fractionLost)
    {
        _hasReports = true;
        _reported.OnReport(now, fractionLost);
        Refresh(now);
    }

    /// <summary>Packets take another way now: delays, losses and silence of the old one say nothing.</summary>
    public void OnPathChanged(Timestamp now)
    {
        _groups.Reset();
        _trend.Reset();
        _queue.Reset();
        _loss.Reset();
        _acknowledged.Reset();
        _schedule.Reset();
        _probe.Cancel();
        _hadStandingQueue = false;
        EndSilence();
        Refresh(now);
    }

    public void HandleTimeout(Timestamp now)
    {
        if (now >= SilenceTimeout)
            OnSilence(now);
        if (_source == Source.Reports)
            _reported.HandleTimeout(now);
        FinishProbe(now);
        Refresh(now);
        StartProbe(now);
    }

    /// <summary>How much padding a running probe wants now.</summary>
    public int DuePadding(Timestamp now) => _probe.DueBytes(now);

    /// <summary>Padding left, and <see cref="OnSent"/> was told.</summary>
    public void OnPaddingSent(int bytes) => _probe.OnPaddingSent(bytes);

    /// <summary>The padding that was due has left; with <paramref name="isImpossible"/> it could not.</summary>
    public void AdvanceProbe(Timestamp now, bool isImpossible)
    {
        if (!_probe.IsSending)
            return;
        if (!isImpossible)
        {
            _probe.Advance(now, _packets.Next, Path.RoundTrip);
            return;
        }

        _probe.Cancel();
        _schedule.OnResult(now, _rate.BitsPerSecond, _probe.BitsPerSecond, seen: null);
    }

    /// <summary>True when the estimate differs from what was told last by as much as is worth telling.</summary>
    public bool TryTellChange(out BandwidthEstimate estimate)
    {
        estimate = Estimate;
        var difference = Math.Abs(Estimate.TargetBitsPerSecond - _told.TargetBitsPerSecond);
        if (difference < _told.TargetBitsPerSecond * WorthTelling && Estimate.IsCongested == _told.IsCongested && Estimate.IsKnown == _told.IsKnown)
            return false;
        _told = Estimate;
        return true;
    }

    /// <summary>The next packet begins to wait for feedback anew.</summary>
    private void OnSilence(Timestamp now)
    {
        _silentSince = Timestamp.Never;
        _isSilent = true;
        _congestedUntil = now + SilenceStep + CongestionLasts;
        // What no probe can raise again is not lowered so far that no picture fits: nothing might ever be sent again.
        var lowest = CanPad ? FloorBitsPerSecond : Math.Min(_rate.BitsPerSecond, BandwidthEstimate.StartBitsPerSecond);
        _rate.Set(Math.Max(_rate.BitsPerSecond * SilenceFactor, lowest));
        LimitRate();
    }

    private void EndSilence()
    {
        _silentSince = Timestamp.Never;
        if (_isSilent)
            _congestedUntil = Timestamp.Never;
        _isSilent = false;
    }

    private void StartProbe(Timestamp now)
    {
        if (!_probe.IsIdle || !CanProbe || !_schedule.TryPlan(now, Estimate.TargetBitsPerSecond, _demand, out var bitsPerSecond))
            return;
        _probe.Start(now, bitsPerSecond, _packets.Next);
    }

    private void FinishProbe(Timestamp now)
    {
        if (!_probe.TryFinish(now, _highestReported, out var seen))
            return;
        _probedAt = now;
        _schedule.OnResult(now, _rate.BitsPerSecond, _probe.BitsPerSecond, seen);
        if (seen is not { } bitsPerSecond || _belief.Judge(_rate, bitsPerSecond) is not { } believed)
            return;
        _loss.Reset();
        _rate.Set(believed);
        LimitRate();
    }

    private Source ChooseSource(Timestamp now)
    {
        if (HasFeedback)
            return Source.Feedback;
        var waited = _firstSentAt == Timestamp.Never ? TimeSpan.Zero : now - _firstSentAt;
        if (_hasReports && (!IsExpectingFeedback || waited > MaxWaitForFeedback))
            return Source.Reports;
        return IsExpectingFeedback && waited < MaxWaitForAnything ? Source.Feedback : Source.Nothing;
    }

    private void LimitRate() =>
        _rate.Set(Math.Clamp(_rate.BitsPerSecond, FloorBitsPerSecond, BandwidthEstimate.UnlimitedBitsPerSecond));

    private void Refresh(Timestamp now)
    {
        if (now >= _congestedUntil)
            _congestedUntil = Timestamp.Never;
        _source = ChooseSource(now);
        var total = TotalBitsPerSecond;
        var target = total - Math.Min(_retransmitted.BitsPerSecond(now), total * MaxRetransmitted);
        var estimate = new BandwidthEstimate
        {
            TargetBitsPerSecond = Math.Clamp((long)target, FloorBitsPerSecond, BandwidthEstimate.UnlimitedBitsPerSecond),
            IsKnown = _source != Source.Nothing,
            IsCongested = _congestedUntil != Timestamp.Never || (_source == Source.Reports && _reported.IsCongested),
            ChangedAt = Estimate.ChangedAt,
        };
        if (estimate != Estimate)
            Estimate = estimate with { ChangedAt = now };
    }
}
