using System.Security.Cryptography;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Meetings;

namespace Treff.Server.Joining;

/// <summary>Makes the identity and the token of a guest.</summary>
public sealed class GuestTokens(ApiCredentials credentials, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    // Without letters that look alike: people read identities out of logs.
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    public static string NewIdentity() => "guest-" + RandomNumberGenerator.GetString(Alphabet, 8);

    /// <summary>A token for one room: camera, microphone, screen and data out, everything in, and the right to change one's own name.</summary>
    public string Create(Meeting meeting, string identity, string displayName)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        var claims = new AccessTokenClaims
        {
            Identity = identity,
            Name = displayName,
            Video = new VideoGrant
            {
                RoomJoin = true,
                Room = meeting.Id,
                CanPublish = true,
                CanSubscribe = true,
                CanPublishData = true,
                CanUpdateOwnMetadata = true,
                CanPublishSources = [TrackSource.Camera, TrackSource.Microphone, TrackSource.ScreenShare, TrackSource.ScreenShareAudio],
            },
        };
        return AccessToken.Create(credentials, claims, time.GetUtcNow(), Lifetime);
    }
}
