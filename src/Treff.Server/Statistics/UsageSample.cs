namespace Treff.Server.Statistics;

/// <summary>The whole server in one minute, for the operator's charts. Names nobody.</summary>
public sealed class UsageSample
{
    /// <summary>Minutes since 1970, UTC.</summary>
    public required long Minute { get; init; }

    /// <summary>Meetings with people in them.</summary>
    public int Meetings { get; set; }

    public int People { get; set; }

    /// <summary>From the network, bit/s; null where the media server is elsewhere.</summary>
    public long? ReceivedBitsPerSecond { get; set; }

    /// <summary>To the network, bit/s; null where the media server is elsewhere.</summary>
    public long? SentBitsPerSecond { get; set; }

    /// <summary>Packets lost, 0 to 1: the mean over all people of their worst stream; null when nobody was there or it is not known.</summary>
    public double? Loss { get; set; }
}
