using Treff.LiveKit.Protocol;
using Treff.Rtc;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Tells the publisher of a video which of its layers are watched, so that it stops sending the others; and, where a subscriber cannot
/// decode its first codec, that the second one is needed.
/// </summary>
/// <param name="track">The published video, in its first codec.</param>
internal sealed class Dynacast(PublishedTrack track)
{
    private readonly SubscribedQualities _qualities = new(track.Publisher.Room.Host.Now);

    /// <summary>Looks who watches what.</summary>
    /// <param name="fresh">Somebody who has just come: told as wanting everything until it has said what it wants, as LiveKit does.</param>
    public void Review(Timestamp now, Subscription? fresh = null)
    {
        Span<int> wanted = stackalloc int[PublishedTrack.MaxCodecs];
        var count = Math.Min(track.Info.Codecs.Count, wanted.Length);
        for (var i = 0; i < count; i++)
            wanted[i] = Wanted(i, fresh);
        if (_qualities.Update(now, wanted[..count]) && !track.Info.Muted)
            Tell();
    }

    /// <summary>What counts now, for a publisher that begins again or may have missed it.</summary>
    public void Tell()
    {
        if (_qualities.Told.Count == 0)
            return;
        var update = new SubscribedQualityUpdate { TrackSid = track.Sid };
        for (var i = 0; i < _qualities.Told.Count; i++)
        {
            if (_qualities.Told[i] != SubscribedQualities.Unnamed)
                update.SubscribedCodecs.Add(Codec(track.Info.Codecs[i].MimeType, _qualities.Told[i]));
        }

        update.SubscribedQualities.AddRange(update.SubscribedCodecs[0].Qualities.Select(quality => quality.Clone()));
        track.Publisher.Send(new SignalResponse { SubscribedQualityUpdate = update });
    }

    private int Wanted(int codec, Subscription? fresh)
    {
        var encoding = codec == 0 ? track : track.Backup;
        if (encoding is null)
            return track.IsBackupNeeded ? (int)VideoQuality.High : SubscribedQualities.Unnamed;
        var highest = SubscribedQualities.Off;
        foreach (var subscription in encoding.Subscriptions)
        {
            if (subscription.Section is null)
                continue;
            var wanted = subscription == fresh ? LayerTarget.Unbounded : subscription.Wanted;
            highest = Math.Max(highest, RequestedLayers.Quality(encoding.DeclaredLayers, wanted));
        }

        return highest;
    }

    private static SubscribedCodec Codec(string mimeType, int highest)
    {
        var codec = new SubscribedCodec { Codec = mimeType[(mimeType.IndexOf('/') + 1)..].ToLowerInvariant() };
        for (var quality = VideoQuality.Low; quality <= VideoQuality.High; quality++)
            codec.Qualities.Add(new SubscribedQuality { Quality = quality, Enabled = (int)quality <= highest });
        return codec;
    }
}
