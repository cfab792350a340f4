namespace Treff.Rtc.Streams;

/// <summary>What all histories of one peer may hold together, in bytes: a peer with many streams cannot take more memory than one with few.</summary>
public sealed class HistoryBudget(int maxBytes = HistoryBudget.DefaultBytes)
{
    /// <summary>A second of 32 Mbit/s: more than all layers of a camera and a screen.</summary>
    public const int DefaultBytes = 4 * 1024 * 1024;

    public int UsedBytes { get; private set; }

    internal bool TryTake(int bytes)
    {
        if (UsedBytes + bytes > maxBytes) return false;
        UsedBytes += bytes;
        return true;
    }

    internal void Return(int bytes) => UsedBytes -= bytes;
}
