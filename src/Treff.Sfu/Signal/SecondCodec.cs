using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Signal;

/// <summary>What follows when a video begins or ends to be published in a second codec: subscribers change to the one they are to get.</summary>
internal static class SecondCodec
{
    /// <summary>Who waited for it gets it; everybody, when the publisher does not want to go on with both.</summary>
    public static void OnPublished(PublishedTrack backup)
    {
        var everybody = backup.Primary.HasRegressed;
        foreach (var subscription in backup.Primary.Subscriptions.ToArray())
        {
            if (everybody || subscription.AwaitsBackup)
                Rebind(subscription);
        }
    }

    public static void OnUnpublished(PublishedTrack backup)
    {
        foreach (var subscription in backup.Subscriptions.ToArray())
        {
            Rebind(subscription);
            subscription.MoveTo(backup.Primary);
        }
    }

    private static void Rebind(Subscription subscription)
    {
        subscription.AwaitsBackup = false;
        if (subscription.Section is null)
            subscription.Subscriber.Negotiation.Request();
        else
            subscription.Subscriber.Negotiation.Release(subscription);
    }
}
