using Treff.LiveKit;
using Treff.Server.Operations;

namespace Treff.Server.Cluster;

/// <summary>Says to an operator what a failed call to LiveKit means and what to do about it.</summary>
public static class LiveKitTrouble
{
    public static LocalText Explain(RoomServiceException failure, Uri url)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(url);
        var address = url.GetLeftPart(UriPartial.Path);
        return failure.Code switch
        {
            TwirpErrorCode.Unauthenticated or TwirpErrorCode.PermissionDenied => new(
                $"LiveKit at {address} does not accept the API key. LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be a pair from “keys” of its configuration, and both machines must have the right time.",
                $"LiveKit bei {address} nimmt den API-Schlüssel nicht an. LIVEKIT_API_KEY und LIVEKIT_API_SECRET müssen ein Paar aus „keys“ seiner Konfiguration sein, und beide Rechner brauchen die richtige Uhrzeit."),
            TwirpErrorCode.BadRoute or TwirpErrorCode.Internal when !failure.IsAnswered => new(
                $"What answers at {address} is not LiveKit ({failure.Message}). Correct LIVEKIT_URL, or set LIVEKIT_API_URL to the address at which this machine reaches LiveKit.",
                $"Was bei {address} antwortet, ist nicht LiveKit ({failure.Message}). Berichtige LIVEKIT_URL, oder setze LIVEKIT_API_URL auf die Adresse, unter der dieser Rechner LiveKit erreicht."),
            TwirpErrorCode.Unavailable or TwirpErrorCode.DeadlineExceeded when !failure.IsAnswered => new(
                $"LiveKit at {address} does not answer ({failure.Message}). Is it running, and can this machine reach it? Where browsers take another way than this machine, set LIVEKIT_API_URL.",
                $"LiveKit bei {address} antwortet nicht ({failure.Message}). Läuft es, und erreicht dieser Rechner es? Wo Browser einen anderen Weg nehmen als dieser Rechner, setze LIVEKIT_API_URL."),
            _ => new(
                $"LiveKit at {address} answers “{failure.Message}” ({failure.Code}). Its log says more.",
                $"LiveKit bei {address} antwortet „{failure.Message}“ ({failure.Code}). Mehr steht in seinem Log."),
        };
    }
}
