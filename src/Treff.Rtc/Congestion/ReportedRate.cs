namespace Treff.Rtc.Congestion;

/// <summary>
/// The rate towards a peer that gives no transport-wide feedback: its own estimate (REMB), and less when its receiver reports tell of loss
/// (draft-ietf-rmcat-gcc-02 section 6). Such a peer cannot be probed: neither may be believed for ever once a picture had to be left out.
/// </summary>
internal sealed class ReportedRate
{
    private const double HighLoss = 0.1;
    private const double LowLoss = 0.02;
    private const double Growth = 1.08;

    /// <summary>Loss alone does not stop the lowest picture: of a path that loses what it likes it would never be sent again.</summary>
    private const double LossFloor = BandwidthEstimate.StartBitsPerSecond;

    /// <summary>Loss says something about the most that was sent of late: each second less, half after ten.</summary>
    private const double PeakDecay = 0.93;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Receivers estimate from the video that comes, and repeat it each second: none comes while none is sent.</summary>
    private static readonly TimeSpan EstimateLasts = TimeSpan.FromSeconds(5);

    private double _byLoss = BandwidthEstimate.UnlimitedBitsPerSecond;
    private double _byPeer = BandwidthEstimate.UnlimitedBitsPerSecond;
    private double _worst;
    private double _peak;
    private long _sentBytes;
    private Timestamp _intervalStart = Timestamp.Never;
    private Timestamp _growAt = Timestamp.Never;

    public double BitsPerSecond => Math.Min(_byLoss, _byPeer);

    /// <summary>The last interval's loss was high.</summary>
    public bool IsCongested { get; private set; }

    /// <summary>When the peer's estimate has become old, and each second from then on.</summary>
    public Timestamp NextTimeout => _growAt;

    public void OnSent(int bytes) => _sentBytes += bytes;

    public void OnEstimate(Timestamp now, long bitsPerSecond)
    {
        _byPeer = Math.Min(bitsPerSecond, BandwidthEstimate.UnlimitedBitsPerSecond);
        _growAt = now + EstimateLasts;
    }

    /// <param name="fractionLost">Of one stream, 0 to 1; the worst one of a second counts.</param>
    public void OnReport(Timestamp now, double fractionLost)
    {
        _worst = Math.Max(_worst, fractionLost);
        if (_intervalStart == Timestamp.Never)
            _intervalStart = now;
        var elapsed = now - _intervalStart;
        if (elapsed < Interval)
            return;
        Update(_sentBytes * 8 / elapsed.TotalSeconds);
        (_worst, _sentBytes, _intervalStart) = (0, 0, now);
    }

    public void HandleTimeout(Timestamp now)
    {
        if (now < _growAt)
            return;
        _byPeer = Math.Min(_byPeer * Growth, BandwidthEstimate.UnlimitedBitsPerSecond);
        _growAt = _byPeer < BandwidthEstimate.UnlimitedBitsPerSecond ? now + Interval : Timestamp.Never;
    }

    private void Update(double sent)
    {
        _peak = Math.Max(sent, _peak * PeakDecay);
        IsCongested = _worst > HighLoss;
        if (IsCongested)
            _byLoss = Math.Max(Math.Min(_byLoss, _peak) * (1 - (_worst / 2)), LossFloor);
        else if (_worst < LowLoss)
            _byLoss = Math.Min(_byLoss * Growth, BandwidthEstimate.UnlimitedBitsPerSecond);
    }
}
