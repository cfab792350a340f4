namespace Treff.Sfu.Data;

/// <summary>The data channels of LiveKit's clients, by label.</summary>
internal static class DataChannelLabels
{
    public const string Reliable = "_reliable";
    public const string Lossy = "_lossy";

    /// <summary>Carries data tracks, which are not offered.</summary>
    public const string DataTrack = "_data_track";
}
