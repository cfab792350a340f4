using Treff.Rtc;
using Treff.Sfu.Signal;

namespace Treff.Sfu.Forwarding;

/// <summary>Which of the codecs that a track is published in a subscriber gets.</summary>
internal static class CodecChoice
{
    /// <summary>
    /// The subscriber's payload types for the codec it gets; null when it can decode none that is there. Then it may be that the publisher can
    /// be asked for one: the subscription waits for that.
    /// </summary>
    /// <param name="subscription">Unbound; moves to the codec that is chosen.</param>
    /// <param name="decodable">What the client can decode, with its payload types.</param>
    public static OfferedCodec? Choose(Subscription subscription, IReadOnlyList<OfferedCodec> decodable)
    {
        var primary = subscription.Track.Primary;
        var (first, second) = primary.HasRegressed ? (primary.Backup, primary) : (primary, primary.Backup);
        if (Take(subscription, first, decodable) is { } preferred)
            return preferred;
        if (Take(subscription, second, decodable) is { } other)
            return other;
        subscription.AwaitsBackup = primary.Backup is null && primary.Kind == MediaKind.Video
            && primary.Info.Codecs.Skip(1).Any(codec => decodable.Any(candidate => IsSame(candidate, codec.MimeType)));
        primary.ReviewQualities();
        return null;
    }

    private static OfferedCodec? Take(Subscription subscription, PublishedTrack? track, IReadOnlyList<OfferedCodec> decodable)
    {
        if (track is null || OfferedCodec.Find(decodable, track.Codec) is not { } codec)
            return null;
        subscription.MoveTo(track);
        return codec;
    }

    private static bool IsSame(OfferedCodec codec, string mimeType) => mimeType.Equals("video/" + codec.Name, StringComparison.OrdinalIgnoreCase);
}
