namespace Treff.Sfu.Metrics;

/// <summary>What all subscriptions of one worker did. For the worker's thread.</summary>
internal sealed class ForwardingStatistics
{
    /// <summary>Times a subscription went on with another layer than before.</summary>
    public long LayerSwitches { get; set; }

    /// <summary>Lost audio packets that were made from the redundancy (RED) of later ones, for those who do not take that themselves.</summary>
    public long RedRecoveries { get; set; }

    /// <summary>Audio packets whose redundancy could not be read; nobody gets them.</summary>
    public long MalformedRed { get; set; }

    /// <summary>Video packets whose dependency descriptor could not be read; nobody gets them.</summary>
    public long UnreadableDescriptors { get; set; }
}
