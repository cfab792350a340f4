namespace Treff.Rtc.Congestion;

/// <summary>
/// Tells loss by congestion from loss of the medium. Two explanations are held against what was seen lately: packets are lost at random
/// whatever is sent (a radio link), or beside that everything above some rate is lost (a full or shallow queue). Only when the second
/// explains it clearly better there is a bound. The idea is that of libwebrtc's second loss-based estimator; the model is fitted by trying
/// a few values.
/// </summary>
internal sealed class LossModel
{
    /// <summary>No bound.</summary>
    public const double Unbounded = double.PositiveInfinity;

    private const int MaxObservations = 20;
    private const long ObservationMicroseconds = 250_000;
    private const int MinPackets = 8;

    /// <summary>One observation counts as so many packets at most: losses come in bursts, they are not independent.</summary>
    private const double MaxWeight = 12;

    /// <summary>Below this share of lost packets there is nothing to explain.</summary>
    private const double Negligible = 0.02;

    /// <summary>How much better, as the logarithm of a likelihood ratio, the bound has to explain what was seen.</summary>
    private const double Significance = 4;

    /// <summary>So many observations have to lie above a bound: one burst of losses is not congestion.</summary>
    private const int MinAbove = 3;

    private static readonly double[] Inherent = [0.001, 0.01, 0.03, 0.05, 0.08, 0.12, 0.16, 0.2];

    private readonly Observation[] _observations = new Observation[MaxObservations];
    private int _count;
    private int _packets;
    private int _lost;
    private long _bytes;
    private long _start = long.MinValue;
    private long _end;

    /// <summary>In bits per second.</summary>
    public double Bound { get; private set; } = Unbounded;

    /// <summary>The share that is lost whatever is sent, 0 to 0.2.</summary>
    public double InherentLoss { get; private set; }

    /// <summary>Share of packets lost over the last seconds, 0 to 1.</summary>
    public double Loss { get; private set; }

    public void OnReported(TransportPacket packet, bool isReceived)
    {
        if (_start == long.MinValue)
            _start = packet.SentAt;
        _end = Math.Max(_end, packet.SentAt);
        _packets++;
        _bytes += packet.Bytes;
        if (!isReceived)
            _lost++;
    }

    /// <summary>A packet reported missing came after all.</summary>
    public void OnRecovered() => _lost = Math.Max(0, _lost - 1);

    /// <param name="isContinuous">False when a report is missing: then what was gathered names only part of what was sent.</param>
    public void EndReport(bool isContinuous)
    {
        if (!isContinuous)
        {
            Restart();
            return;
        }

        var duration = _end - _start;
        if (_start == long.MinValue || duration < ObservationMicroseconds || _packets < MinPackets)
            return;
        _observations[_count++ % MaxObservations] = new Observation(_bytes * 8_000_000.0 / duration, _packets, _lost);
        Restart();
        Fit();
    }

    /// <summary>The past says nothing any more: a probe got through, or the path changed.</summary>
    public void Reset()
    {
        Restart();
        (_count, Bound, InherentLoss, Loss) = (0, Unbounded, 0, 0);
    }

    private void Restart() => (_packets, _lost, _bytes, _start, _end) = (0, 0, 0, long.MinValue, long.MinValue);

    private void Fit()
    {
        var seen = _observations.AsSpan(0, Math.Min(_count, MaxObservations));
        double packets = 0, lost = 0, highest = 0;
        foreach (var observation in seen)
        {
            packets += observation.Packets;
            lost += observation.Lost;
            highest = Math.Max(highest, observation.Rate);
        }

        Loss = lost / packets;
        (Bound, InherentLoss) = (Unbounded, 0);
        if (Loss < Negligible)
            return;
        var (best, inherent) = BestInherent(seen, Unbounded);
        InherentLoss = inherent;
        best += Significance;
        for (var bound = highest * 0.93; bound > highest * 0.2; bound *= 0.9)
        {
            if (CountAbove(seen, bound) < MinAbove)
                continue;
            (var likelihood, inherent) = BestInherent(seen, bound);
            if (likelihood > best)
                (best, Bound, InherentLoss) = (likelihood, bound, inherent);
        }
    }

    private static int CountAbove(ReadOnlySpan<Observation> seen, double bound)
    {
        var count = 0;
        foreach (var observation in seen)
        {
            if (observation.Rate > bound)
                count++;
        }

        return count;
    }

    private static (double Likelihood, double Inherent) BestInherent(ReadOnlySpan<Observation> seen, double bound)
    {
        var best = (Likelihood: double.NegativeInfinity, Inherent: 0.0);
        foreach (var inherent in Inherent)
        {
            double likelihood = 0;
            foreach (var observation in seen)
                likelihood += observation.LogLikelihood(inherent, bound);
            if (likelihood > best.Likelihood)
                best = (likelihood, inherent);
        }

        return best;
    }

    private readonly record struct Observation(double Rate, int Packets, int Lost)
    {
        public double LogLikelihood(double inherent, double bound)
        {
            var overflow = Rate > bound ? 1 - (bound / Rate) : 0;
            var probability = inherent + ((1 - inherent) * overflow);
            var weight = Math.Min(1, MaxWeight / Packets);
            return weight * ((Lost * Math.Log(probability)) + ((Packets - Lost) * Math.Log(1 - probability)));
        }
    }
}
