namespace Treff.Load;

/// <summary>What one loop received while it was measured.</summary>
internal sealed class Measurement
{
    public long Packets { get; set; }

    public long Bytes { get; set; }

    /// <summary>From the publisher's stamp to the reading of the subscriber's socket.</summary>
    public DelayHistogram Delays { get; } = new();

    /// <summary>Packets that never came by themselves; those that came when asked for again are among them.</summary>
    public long Lost { get; set; }
}
