using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Forwarding.Allocation;

/// <summary>Which videos a subscriber was told to be paused for lack of bandwidth; it shows a still picture and says why.</summary>
internal sealed class PausedVideos(Participant subscriber)
{
    private readonly HashSet<string> _told = [];
    private bool _hasTold;

    /// <summary>
    /// Tells what has changed. One that its publisher muted meanwhile stays paused until it flows again; one that is not there any more needs no
    /// word.
    /// </summary>
    public void Tell(List<Subscription> videos)
    {
        if (_told.Count == 0 && !videos.Exists(static video => video.Granted.IsPaused))
            return;
        _told.RemoveWhere(sid => !subscriber.Subscriptions.All.Any(subscription => subscription.Track.Sid == sid));
        var update = new StreamStateUpdate();
        foreach (var video in videos)
        {
            if (video.Granted.IsPaused ? _told.Add(video.Track.Sid) : _told.Remove(video.Track.Sid))
                update.StreamStates.Add(State(video.Track, video.Granted.IsPaused ? StreamState.Paused : StreamState.Active));
        }

        if (update.StreamStates.Count == 0)
            return;
        _hasTold = true;
        subscriber.Send(new SignalResponse { StreamStateUpdate = update });
    }

    /// <summary>Tells how it is with all of them: the client may have missed what was told while it had no socket.</summary>
    public void TellAll(IEnumerable<Subscription> videos)
    {
        if (!_hasTold)
            return;
        var update = new StreamStateUpdate();
        foreach (var video in videos)
            update.StreamStates.Add(State(video.Track, _told.Contains(video.Track.Sid) ? StreamState.Paused : StreamState.Active));
        if (update.StreamStates.Count > 0)
            subscriber.Send(new SignalResponse { StreamStateUpdate = update });
    }

    public static StreamStateInfo State(PublishedTrack track, StreamState state) =>
        new() { ParticipantSid = track.Publisher.Sid, TrackSid = track.Sid, State = state };
}
