using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>Which browser it is, where the client does not say: livekit-client leaves that to the User-Agent header.</summary>
public static class ClientBrowser
{
    // In this order: all but Firefox also call themselves Safari, and all but Chrome itself on the desktop also Chrome.
    private static readonly (string Token, string Name)[] Tokens =
    [
        ("Firefox/", "Firefox"), ("FxiOS/", "Safari"), ("CriOS/", "Safari"), ("EdgiOS/", "Safari"), ("Edg/", "Edge"), ("OPR/", "Opera"),
        ("Chrome/", "Chrome"), ("Chromium/", "Chrome"), ("Safari/", "Safari"),
    ];

    public static void Complete(ClientInfo? client, string userAgent)
    {
        if (client is not { Sdk: ClientInfo.Types.SDK.Js or ClientInfo.Types.SDK.ReactNative or ClientInfo.Types.SDK.Flutter, Browser.Length: 0 })
            return;
        var (_, name) = Array.Find(Tokens, token => userAgent.Contains(token.Token, StringComparison.Ordinal));
        client.Browser = name ?? "";
    }
}
