namespace Treff.Sfu.Data;

/// <summary>The data channels of LiveKit's clients, by label.</summary>
internal static class DataChannelLabels
{
    public const string Reliable = "_reliable";
    public const string Lossy = "_lossy";

    /// <summary>Carries the packets of data tracks.</summary>
    public const string DataTrack = "_data_track";
}
