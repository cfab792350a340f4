using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sctp.Support;

internal sealed record ReceivedText(string Label, byte[] Data, bool IsText);

/// <summary>One end of a pair: an association, its channels and what has come out of them.</summary>
internal sealed class SctpEnd
{
    public SctpEnd(SctpOptions options, bool isDtlsClient)
    {
        Association = new SctpAssociation(options);
        Channels = new DataChannelSet(Association, isDtlsClient);
    }

    public SctpAssociation Association { get; }

    public DataChannelSet Channels { get; }

    public List<ReceivedText> Messages { get; } = [];

    public List<DataChannel> Opened { get; } = [];

    public List<DataChannel> Closed { get; } = [];

    /// <summary>False leaves messages unfetched, as a reader that has stalled.</summary>
    public bool IsReading { get; set; } = true;

    public void TakeEvents()
    {
        while (IsReading && Channels.TryTakeEvent(out var taken))
        {
            switch (taken.Kind)
            {
                case DataChannelEventKind.Opened:
                    Opened.Add(taken.Channel);
                    break;
                case DataChannelEventKind.Message:
                    Messages.Add(new ReceivedText(taken.Channel.Label, taken.Data.ToArray(), taken.IsText));
                    break;
                case DataChannelEventKind.Closed:
                    Closed.Add(taken.Channel);
                    break;
            }
        }
    }

    public static SctpOptions Options(ulong seed) => new() { Random = new SeededRandom(seed) };
}
