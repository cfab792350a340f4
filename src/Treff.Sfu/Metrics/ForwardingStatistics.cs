namespace Treff.Sfu.Metrics;

/// <summary>What all subscriptions of one worker did. For the worker's thread.</summary>
internal sealed class ForwardingStatistics
{
    /// <summary>Times a subscription went on with another layer than before.</summary>
    public long LayerSwitches { get; set; }
}
