namespace Treff.Server.Operations.Webhooks;

/// <summary>How long a receiver is tried.</summary>
/// <param name="MaxQueued">Messages waiting or under way for one address. More are dropped.</param>
/// <param name="MaxAttempts">The first one included.</param>
/// <param name="FirstPause">Before the second attempt; each further pause is twice as long.</param>
/// <param name="MaxAge">Older news is not worth sending.</param>
public sealed record WebhookPace(int MaxQueued, int MaxAttempts, TimeSpan FirstPause, TimeSpan MaxAge)
{
    /// <summary>Queue and age are LiveKit's values; with the pauses between them, the attempts take some eight seconds.</summary>
    public static readonly WebhookPace LiveKit = new(200, 5, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));

    /// <summary>Long enough for a receiver to be restarted or deployed anew: the attempts take some eight and a half minutes.</summary>
    public static readonly WebhookPace Meetings = new(1000, 10, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
}
