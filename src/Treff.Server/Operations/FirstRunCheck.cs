using System.Globalization;
using System.Net;
using Treff.LiveKit;
using Treff.Server.Cluster;
using Treff.Server.LiveKitApi;

namespace Treff.Server.Operations;

/// <summary>Looks for what commonly goes wrong with a new server and says it in plain words. Knows facts only: no clock, no network.</summary>
public static partial class FirstRunCheck
{
    /// <summary>The database needs little; below this something else fills the disk.</summary>
    private const long FewBytes = 1_000_000_000;

    private const long HardlyAnyBytes = 100_000_000;

    /// <summary>Clocks of the machine that made the program and of this one may differ, and time zones be mistaken.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromDays(2);

    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(14);

    /// <summary>The worst first. Never empty: what is fine is said too.</summary>
    public static IReadOnlyList<Advice> Judge(ServerFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return
        [
            .. new[] { Media(facts), Database(facts), Tls(facts), Certificate(facts), SelfSigned(facts), Automatic(facts), Address(facts), MediaPath(facts), Key(facts), Clock(facts), Disk(facts), Metrics(facts), Events(facts), Webhooks(facts) }
                .OfType<Advice>()
                .OrderByDescending(advice => advice.Level),
        ];
    }

    private static Advice Media(ServerFacts facts) => facts.MediaFailure is { } reason
        ? new(
            "media_unavailable",
            AdviceLevel.Problem,
            new("Meetings do not work", "Meetings funktionieren nicht"),
            reason)
        : new(
            "media_ok",
            AdviceLevel.Ok,
            new("The media server works", "Der Medienserver läuft"),
            facts.IsEmbedded
                ? new($"It is in this process and uses UDP port {facts.MediaUdpPort}{On(facts)}.", $"Er steckt in diesem Prozess und benutzt den UDP-Port {facts.MediaUdpPort}{On(facts)}.")
                : new("It is a LiveKit server elsewhere, and it answers.", "Es ist ein LiveKit-Server an anderer Stelle, und er antwortet."));

    private static Advice? Database(ServerFacts facts)
    {
        if (facts.DatabaseAddress is not { } address)
            return null;
        return facts.DatabaseFailure is { } reason
            ? new(
                "database_unavailable",
                AdviceLevel.Problem,
                new("The database cannot be used", "Die Datenbank ist nicht benutzbar"),
                new(
                    $"{address} of DATABASE_URL: {reason}. Start it, or correct the URL; until then nobody can create a meeting or join.",
                    $"{address} aus DATABASE_URL: {reason}. Starte sie, oder berichtige die URL; so lange kann niemand ein Meeting anlegen oder beitreten."))
            : new(
                "database_ok",
                AdviceLevel.Ok,
                new("The database answers", "Die Datenbank antwortet"),
                new($"It is {address} on a PostgreSQL server.", $"Es ist {address} auf einem PostgreSQL-Server."));
    }

    private static Advice Tls(ServerFacts facts)
    {
        var isSecure = facts.HasTls || facts.FrontendUrl is { Scheme: "https" };
        if (isSecure && facts.IsAskedSecurely != false)
        {
            return new(
                "tls_ok",
                AdviceLevel.Ok,
                new("Connections are encrypted", "Verbindungen sind verschlüsselt"),
                new("Browsers allow camera and microphone.", "Browser erlauben Kamera und Mikrofon."));
        }

        if (isSecure)
        {
            return new(
                "tls_bypassed",
                AdviceLevel.Warning,
                new("You came without TLS", "Du bist ohne TLS gekommen"),
                new(
                    "The server has a secure address, but this page was opened by another one. Use the secure address: only there browsers allow camera and microphone.",
                    "Der Server hat eine sichere Adresse, aber diese Seite wurde über eine andere geöffnet. Nimm die sichere: Nur dort erlauben Browser Kamera und Mikrofon."));
        }

        return new(
            "tls_missing",
            AdviceLevel.Problem,
            new("There is no TLS", "TLS fehlt"),
            new(
                "Browsers give camera and microphone only to https pages, except on this machine itself. Set TLS_DOMAIN to this server's public name, or TLS_SELF_SIGNED=on in a network of your own, or put a proxy with a certificate in front and set FRONTEND_URL to its https address.",
                "Browser geben Kamera und Mikrofon nur an https-Seiten, außer auf diesem Rechner selbst. Setze TLS_DOMAIN auf den öffentlichen Namen dieses Servers, oder TLS_SELF_SIGNED=on in einem eigenen Netz, oder stelle einen Proxy mit Zertifikat davor und setze FRONTEND_URL auf dessen https-Adresse."));
    }

    private static Advice? Address(ServerFacts facts)
    {
        if (facts.FrontendUrl is not { } url)
        {
            return new(
                "address_unset",
                AdviceLevel.Hint,
                new("The public address is not set", "Die öffentliche Adresse ist nicht gesetzt"),
                new(
                    $"Guests use {(facts.HasTls ? "https" : "http")}://…:{facts.Port}, with the name or address by which the host came. Set FRONTEND_URL, for example https://meet.example.org, so that every link is the public one.",
                    $"Gäste benutzen {(facts.HasTls ? "https" : "http")}://…:{facts.Port}, mit dem Namen oder der Adresse, über die die Leitung kam. Setze FRONTEND_URL, zum Beispiel auf https://meet.example.org, damit jeder Link der öffentliche ist."));
        }

        if (facts.FrontendAddresses is null)
        {
            return new(
                "address_unknown",
                AdviceLevel.Problem,
                new($"{url.Host} leads nowhere", $"{url.Host} führt nirgendwohin"),
                new(
                    "The name server does not know the name in FRONTEND_URL. Add a DNS entry with this server's address, or correct the name.",
                    "Der Nameserver kennt den Namen aus FRONTEND_URL nicht. Lege einen DNS-Eintrag mit der Adresse dieses Servers an, oder berichtige den Namen."));
        }

        return new(
            "address_ok",
            AdviceLevel.Ok,
            new("The public address is known", "Die öffentliche Adresse ist bekannt"),
            new($"Guests use {url.GetLeftPart(UriPartial.Authority)}{Leading(facts)}.", $"Gäste benutzen {url.GetLeftPart(UriPartial.Authority)}{Leading(facts)}."));
    }

    /// <summary>Certificates, tokens and the times of meetings hang on it.</summary>
    private static Advice? Clock(ServerFacts facts)
    {
        if (facts.BuiltAt is not { } built || facts.Now >= built - ClockSlack)
            return null;
        var now = facts.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new(
            "clock_behind",
            AdviceLevel.Problem,
            new("The clock is wrong", "Die Uhr geht falsch"),
            new(
                $"This machine thinks it is {now} UTC, which is before this program was made. Set the clock, best by NTP: nobody can join with it.",
                $"Dieser Rechner glaubt, es sei {now} UTC; da gab es dieses Programm noch nicht. Stelle die Uhr, am besten über NTP: So kann niemand beitreten."));
    }

    private static string On(ServerFacts facts) => facts.MediaAddresses.Count == 0 ? "" : $" ({Join(facts.MediaAddresses)})";

    private static string Leading(ServerFacts facts) => facts.FrontendAddresses is { Count: > 0 } addresses ? $" ({Join(addresses)})" : "";

    /// <summary>Whether media find their way: behind NAT the router must forward the port, and nobody can see from inside that it does.</summary>
    private static Advice? MediaPath(ServerFacts facts)
    {
        if (!facts.IsEmbedded || facts.FrontendAddresses is not { Count: > 0 } addresses)
            return null;
        var isPublic = addresses.Any(PublicNetwork.Contains);
        var isOwn = addresses.Any(facts.OwnAddresses.Contains);
        if (isPublic && !isOwn && facts.MediaAddresses.Count > 0 && !facts.MediaAddresses.Any(addresses.Contains))
        {
            return new(
                "media_address_other",
                AdviceLevel.Warning,
                new("Media and pages have different addresses", "Medien und Seiten haben verschiedene Adressen"),
                new(
                    $"{facts.FrontendUrl!.Host} leads to {Join(addresses)}, but MEDIA_ADDRESSES says {Join(facts.MediaAddresses)}. If sound and picture stay away, set MEDIA_ADDRESSES to the public address.",
                    $"{facts.FrontendUrl!.Host} führt zu {Join(addresses)}, aber MEDIA_ADDRESSES nennt {Join(facts.MediaAddresses)}. Bleiben Ton und Bild weg, setze MEDIA_ADDRESSES auf die öffentliche Adresse."));
        }

        if (isPublic && !isOwn)
        {
            return new(
                "media_behind_router",
                AdviceLevel.Hint,
                new("The server is behind a router or proxy", "Der Server steht hinter einem Router oder Proxy"),
                new(
                    $"{facts.FrontendUrl!.Host} leads to {Join(addresses)}, which is no address of this machine. Forward UDP port {facts.MediaUdpPort} to it; without that, media go over slower ways. The test page shows which.",
                    $"{facts.FrontendUrl!.Host} führt zu {Join(addresses)}; das ist keine Adresse dieses Rechners. Leite den UDP-Port {facts.MediaUdpPort} hierher weiter; sonst nehmen Medien langsamere Wege. Die Testseite zeigt, welche."));
        }

        return isPublic || addresses.All(IPAddress.IsLoopback)
            ? null
            : new(
                "address_private",
                AdviceLevel.Hint,
                new("Reachable in the local network only", "Nur im lokalen Netz erreichbar"),
                new(
                    $"{facts.FrontendUrl!.Host} leads to {Join(addresses)}, a private address: people elsewhere cannot come in. For a server on the internet the DNS entry must be the public address.",
                    $"{facts.FrontendUrl!.Host} führt zu {Join(addresses)}, einer privaten Adresse: Von außerhalb kommt niemand herein. Für einen Server im Internet muss der DNS-Eintrag die öffentliche Adresse sein."));
    }

    private static Advice Key(ServerFacts facts)
    {
        if (facts.HasDevelopmentKey)
        {
            return new(
                "key_of_development",
                AdviceLevel.Problem,
                new("Everybody knows the API key", "Den API-Schlüssel kennt jeder"),
                facts.IsEmbedded
                    ? new(
                        "LIVEKIT_API_KEY is LiveKit's development key: whoever knows it enters every meeting. Leave key and secret out to have them generated, or set your own.",
                        "LIVEKIT_API_KEY ist der Entwicklungsschlüssel von LiveKit: Wer ihn kennt, kommt in jedes Meeting. Lass Schlüssel und Geheimnis weg, dann werden sie erzeugt, oder setze eigene.")
                    : new(
                        "LIVEKIT_API_KEY is LiveKit's development key: whoever knows it enters every meeting. Put a pair of your own into “keys” of LiveKit's configuration, and set LIVEKIT_API_KEY and LIVEKIT_API_SECRET to it.",
                        "LIVEKIT_API_KEY ist der Entwicklungsschlüssel von LiveKit: Wer ihn kennt, kommt in jedes Meeting. Trage ein eigenes Paar unter „keys“ in die Konfiguration von LiveKit ein und setze LIVEKIT_API_KEY und LIVEKIT_API_SECRET darauf."));
        }

        return facts.SecretBytes < AccessToken.RecommendedSecretBytes
            ? new(
                "secret_short",
                AdviceLevel.Warning,
                new("The API secret is short", "Das API-Geheimnis ist kurz"),
                new(
                    $"LIVEKIT_API_SECRET has {facts.SecretBytes} bytes and can be guessed. Use {AccessToken.RecommendedSecretBytes} or more, for example the output of “openssl rand -hex 32”.",
                    $"LIVEKIT_API_SECRET hat {facts.SecretBytes} Bytes und lässt sich erraten. Nimm {AccessToken.RecommendedSecretBytes} oder mehr, zum Beispiel die Ausgabe von „openssl rand -hex 32“."))
            : new(
                "key_ok",
                AdviceLevel.Ok,
                new("The API key is good", "Der API-Schlüssel ist gut"),
                new("Nobody can guess it.", "Niemand kann ihn erraten."));
    }

    private static Advice? Disk(ServerFacts facts)
    {
        if (facts.FreeBytes is not { } free)
            return null;
        var size = free >= FewBytes
            ? string.Create(CultureInfo.InvariantCulture, $"{free / 1e9:0} GB")
            : string.Create(CultureInfo.InvariantCulture, $"{free / 1e6:0} MB");
        if (free >= FewBytes)
        {
            return new(
                "disk_ok",
                AdviceLevel.Ok,
                new("There is room on the disk", "Auf der Platte ist Platz"),
                new($"{size} are free at {facts.DataDirectory}.", $"{size} sind frei bei {facts.DataDirectory}."));
        }

        return new(
            "disk_full",
            free < HardlyAnyBytes ? AdviceLevel.Problem : AdviceLevel.Warning,
            new("The disk is nearly full", "Die Platte ist fast voll"),
            new(
                $"Only {size} are free at {facts.DataDirectory}. Without room no meeting can be created. Delete what is not needed, or move DATA_DIR.",
                $"Nur {size} sind frei bei {facts.DataDirectory}. Ohne Platz lässt sich kein Meeting anlegen. Lösche, was du nicht brauchst, oder verlege DATA_DIR."));
    }

    private static Advice? Metrics(ServerFacts facts) => facts.MetricsAreOpen
        ? new(
            "metrics_open",
            AdviceLevel.Hint,
            new("Everybody can read /metrics", "Jeder kann /metrics lesen"),
            new(
                "It names nobody, but tells how busy the server is. Set METRICS_TOKEN, or METRICS=off.",
                "Dort steht kein Name, aber wie viel auf dem Server los ist. Setze METRICS_TOKEN oder METRICS=off."))
        : null;

    private static Advice? Events(ServerFacts facts) => facts.LostEvents > 0
        ? new(
            "events_lost",
            AdviceLevel.Warning,
            new("Statistics have gaps", "Die Statistik hat Lücken"),
            new(
                $"{facts.LostEvents} events were not recorded since the start, because the database was too slow. Who is in meetings now has been compared; look at the disk.",
                $"{facts.LostEvents} Ereignisse wurden seit dem Start nicht aufgezeichnet, weil die Datenbank zu langsam war. Wer jetzt in Meetings ist, wurde abgeglichen; sieh nach der Platte."))
        : null;

    private static Advice? Webhooks(ServerFacts facts) => facts.WebhooksAreMissing
        ? new(
            "webhooks_missing",
            AdviceLevel.Warning,
            new("LiveKit does not tell what happens", "LiveKit erzählt nicht, was geschieht"),
            new(
                $"People joined, and no webhook came. Add this server's address with {WebhookEndpoint.Path} to “webhook.urls” of LiveKit's configuration. Until then changes are noticed some seconds late, and short visits not at all. Where another Treff gets the webhooks, all is well.",
                $"Leute sind beigetreten, und kein Webhook kam. Trage die Adresse dieses Servers mit {WebhookEndpoint.Path} unter „webhook.urls“ in die Konfiguration von LiveKit ein. Bis dahin fallen Änderungen erst nach Sekunden auf und kurze Besuche gar nicht. Bekommt ein anderer Treff die Webhooks, ist alles gut."))
        : null;

    private static string Join(IEnumerable<IPAddress> addresses) => string.Join(", ", addresses);
}
