namespace Treff.Load;

/// <summary>What one loop received while it was measured.</summary>
internal sealed class Measurement
{
    public long Packets { get; set; }

    public long Bytes { get; set; }

    /// <summary>From the publisher's stamp until the kernel had the datagram for the subscriber's socket.</summary>
    public DelayHistogram Delays { get; } = new();

    /// <summary>The same until the subscriber read it: what the load generator needs for itself is in it.</summary>
    public DelayHistogram ReadDelays { get; } = new();

    /// <summary>Packets that never came by themselves; those that came when asked for again are among them.</summary>
    public long Lost { get; set; }
}
