using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;

namespace Treff.Server.Meetings;

/// <summary>What guests may do in a meeting. Hosts and co-hosts may everything.</summary>
/// <param name="ShareScreen">Share the screen, with its sound.</param>
/// <param name="Unmute">Use the microphone.</param>
/// <param name="Camera">Use the camera.</param>
/// <param name="Chat">Send messages, files and reactions: everything that travels as data.</param>
/// <param name="Record">Record the meeting.</param>
public sealed record GuestPermissions(bool ShareScreen, bool Unmute, bool Camera, bool Chat, bool Record)
{
    /// <summary>Everything but recording, which the others should be able to expect of a host alone.</summary>
    public static readonly GuestPermissions Default = new(ShareScreen: true, Unmute: true, Camera: true, Chat: true, Record: false);

    public static readonly GuestPermissions All = new(ShareScreen: true, Unmute: true, Camera: true, Chat: true, Record: true);

    /// <summary>What somebody in this role may do.</summary>
    public static GuestPermissions Of(Meeting meeting, MeetingRole role)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        return role == MeetingRole.Guest ? meeting.Permissions : All;
    }

    /// <summary>What may be published. Empty means nothing here; in LiveKit's own lists it means everything.</summary>
    public IReadOnlyList<TrackSource> Sources()
    {
        var sources = new List<TrackSource>();
        if (Camera)
            sources.Add(TrackSource.Camera);
        if (Unmute)
            sources.Add(TrackSource.Microphone);
        if (ShareScreen)
            sources.AddRange([TrackSource.ScreenShare, TrackSource.ScreenShareAudio]);
        return sources;
    }
}
