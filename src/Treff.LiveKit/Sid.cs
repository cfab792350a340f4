using System.Security.Cryptography;
using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>
/// Identifiers as LiveKit's clients expect them: a prefix that names the kind (clients drop or reject others) and twelve characters
/// from a cryptographic source.
/// </summary>
public static class Sid
{
    /// <summary>Base 57: letters and digits without the pairs that look alike (0 and O, 1, I and l).</summary>
    public const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private const int RandomLength = 12;

    public static string NewRoom() => New("RM_");

    public static string NewParticipant() => New("PA_");

    public static string NewNode() => New("ND_");

    public static string NewEgress() => New("EG_");

    public static string NewWebhookEvent() => New("EV_");

    public static string NewDataTrack() => New("DTR_");

    /// <summary>A track id; two letters after the prefix tell media and source, for example <c>TR_AM</c> for a microphone.</summary>
    public static string NewTrack(TrackType type, TrackSource source) => New("TR_" + TypeLetter(type) + SourceLetter(source));

    private static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);

    private static string TypeLetter(TrackType type) => type switch
    {
        TrackType.Audio => "A",
        TrackType.Video => "V",
        _ => "",
    };

    private static string SourceLetter(TrackSource source) => source switch
    {
        TrackSource.Camera => "C",
        TrackSource.Microphone => "M",
        TrackSource.ScreenShare => "S",
        TrackSource.ScreenShareAudio => "s",
        _ => "",
    };
}
