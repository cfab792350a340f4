namespace Treff.Server.Operations.Webhooks;

/// <summary>The HTTP client of webhooks.</summary>
public static class WebhookClient
{
    /// <summary>One for all receivers. A redirect would take a signed body to where the operator did not send it, so none is followed.</summary>
    public static HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });
}
