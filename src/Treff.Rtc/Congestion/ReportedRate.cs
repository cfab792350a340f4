namespace Treff.Rtc.Congestion;

/// <summary>
/// The rate towards a peer that gives no transport-wide feedback: its own estimate (REMB), and less when its receiver reports tell of loss
/// (draft-ietf-rmcat-gcc-02 section 6).
/// </summary>
internal sealed class ReportedRate
{
    private const double HighLoss = 0.1;
    private const double LowLoss = 0.02;
    private const double Growth = 1.08;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private double _byLoss = BandwidthEstimate.UnlimitedBitsPerSecond;
    private double _byPeer = BandwidthEstimate.UnlimitedBitsPerSecond;
    private double _worst;
    private long _sentBytes;
    private Timestamp _intervalStart = Timestamp.Never;

    public double BitsPerSecond => Math.Min(_byLoss, _byPeer);

    /// <summary>The last interval's loss was high.</summary>
    public bool IsCongested { get; private set; }

    public void OnSent(int bytes) => _sentBytes += bytes;

    public void OnEstimate(long bitsPerSecond) => _byPeer = Math.Min(bitsPerSecond, BandwidthEstimate.UnlimitedBitsPerSecond);

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

    private void Update(double sent)
    {
        IsCongested = _worst > HighLoss;
        if (IsCongested)
            _byLoss = Math.Min(_byLoss, sent) * (1 - (_worst / 2));
        else if (_worst < LowLoss)
            _byLoss = Math.Min(_byLoss * Growth, BandwidthEstimate.UnlimitedBitsPerSecond);
    }
}
