namespace Treff.Server.Operations.Webhooks;

/// <summary>Something to tell another server by a POST.</summary>
/// <param name="Lane">Messages of one lane arrive in their order, one after the other; lanes do not wait for each other.</param>
public abstract record WebhookMessage(string Lane)
{
    /// <summary>Puts body and headers into a request; called anew for each attempt.</summary>
    /// <param name="request">To the receiver's address.</param>
    /// <param name="dropped">Messages before this one that did not reach this receiver.</param>
    /// <param name="now">For signatures that hold the time.</param>
    public abstract void WriteTo(HttpRequestMessage request, int dropped, DateTimeOffset now);
}
