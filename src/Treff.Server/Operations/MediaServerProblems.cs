using Treff.LiveKit;

namespace Treff.Server.Operations;

/// <summary>What a failed call to the media server means for the person who asked.</summary>
public static class MediaServerProblems
{
    public static readonly Problem Refused = new(
        503,
        "media_server_refused",
        new("The media server does not accept this server", "Der Medienserver nimmt diesen Server nicht an"),
        new(
            "Trying again does not help. Tell whoever runs this server to check its LiveKit settings; the log says which.",
            "Noch einmal versuchen hilft nicht. Sag der Person, die diesen Server betreibt, dass sie die LiveKit-Einstellungen prüfen soll; welche, steht im Log."));

    public static readonly Problem Full = new(
        503,
        "media_server_full",
        new("The media server is full", "Der Medienserver ist voll"),
        new(
            "Try again when other meetings have ended. Whoever runs this server can raise its limits.",
            "Versuch es noch einmal, wenn andere Meetings zu Ende sind. Wer den Server betreibt, kann seine Grenzen erhöhen."));

    public static readonly Problem GoneMeanwhile = new(
        409,
        "gone_meanwhile",
        new("The person or the meeting went in the meantime", "Die Person oder das Meeting ist inzwischen weg"),
        new("Load the page again and look who is there.", "Lade die Seite neu und sieh nach, wer da ist."));

    /// <summary>Answers nobody expected, LiveKit's own failures among them, are worth another try.</summary>
    public static Problem Of(RoomServiceException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Code switch
        {
            TwirpErrorCode.Unauthenticated or TwirpErrorCode.PermissionDenied or TwirpErrorCode.BadRoute => Refused,
            TwirpErrorCode.ResourceExhausted => Full,
            TwirpErrorCode.NotFound => GoneMeanwhile,
            _ => Problems.MediaServerUnavailable,
        };
    }
}
