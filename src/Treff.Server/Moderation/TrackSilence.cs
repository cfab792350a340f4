using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Moderation;

/// <summary>Ends what somebody sends.</summary>
public sealed class TrackSilence(IRoomService rooms, PermissionEnforcement permissions)
{
    private static readonly TrackSource[] Everything = [TrackSource.Camera, TrackSource.Microphone, TrackSource.ScreenShare, TrackSource.ScreenShareAudio];

    /// <summary>Mutes everything of that source that is not muted; the person can undo it.</summary>
    public async Task MuteAsync(string room, ParticipantInfo person, TrackSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        foreach (var track in person.Tracks.Where(t => t.Source == source && !t.Muted))
        {
            var request = new MuteRoomTrackRequest { Room = room, Identity = person.Identity, TrackSid = track.Sid, Muted = true };
            try
            {
                await rooms.MutePublishedTrackAsync(request, cancellationToken);
            }
            catch (RoomServiceException exception) when (exception.Code == TwirpErrorCode.NotFound)
            {
                // The person left in between: silent, too.
                return;
            }
        }
    }

    /// <summary>
    /// A muted screen would stay as a black picture. LiveKit has no call that ends a single track, but takes back what may not be published: the right goes and
    /// comes back at once, the share does not.
    /// </summary>
    public async Task StopSharingAsync(string room, ParticipantInfo person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (!person.Tracks.Any(t => IsShare(t.Source)))
            return;
        var usual = person.Permission?.Clone() ?? new ParticipantPermission { CanPublish = true, CanSubscribe = true, CanPublishData = true };
        var without = usual.Clone();
        var sources = (usual.CanPublishSources.Count > 0 ? usual.CanPublishSources : (IEnumerable<TrackSource>)Everything).Where(s => !IsShare(s)).ToList();
        without.CanPublishSources.Clear();
        without.CanPublishSources.AddRange(sources);
        without.CanPublish = usual.CanPublish && sources.Count > 0;
        foreach (var permission in new[] { without, usual })
            await permissions.TryUpdateAsync(new UpdateParticipantRequest { Room = room, Identity = person.Identity, Permission = permission }, cancellationToken);
    }

    private static bool IsShare(TrackSource source) => source is TrackSource.ScreenShare or TrackSource.ScreenShareAudio;
}
