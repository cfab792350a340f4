using Treff.Sfu.Rooms;

namespace Treff.Sfu.Data;

/// <summary>Counters of one room's data packets since it began.</summary>
/// <param name="refusals">Where the server counts what goes beyond a limit, of all rooms.</param>
public sealed class DataStatistics(Refusals refusals)
{
    private readonly long[] _refusals = new long[Enum.GetValues<DataRefusal>().Length];
    private readonly long[] _drops = new long[Enum.GetValues<DataDrop>().Length];

    /// <summary>Messages that arrived on data channels.</summary>
    public long Received { get; internal set; }

    /// <summary>Packets put on a receiver's channel: one that goes to ten counts ten times.</summary>
    public long Delivered { get; internal set; }

    /// <summary>Times a sender was made to wait because it sent more than its share.</summary>
    public long Throttled { get; private set; }

    /// <summary>Times a sender was made to wait because one of its receivers reads more slowly.</summary>
    public long HeldUp { get; internal set; }

    public long Refusals(DataRefusal reason) => _refusals[(int)reason];

    public long Drops(DataDrop reason) => _drops[(int)reason];

    internal void Count(DataRefusal reason)
    {
        _refusals[(int)reason]++;
        if (reason is DataRefusal.TooLarge or DataRefusal.TooManyDestinations)
            refusals.Count(Refusal.DataSize);
        else if (reason == DataRefusal.RateExceeded)
            refusals.Count(Refusal.DataRate);
    }

    internal void CountThrottled()
    {
        Throttled++;
        refusals.Count(Refusal.DataRate);
    }

    internal void Count(DataDrop reason, int packets = 1) => _drops[(int)reason] += packets;
}
