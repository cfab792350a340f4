using System.Globalization;
using Treff.Server.Operations.Tls;

namespace Treff.Server.Operations;

public static partial class FirstRunCheck
{
    /// <summary>Files that somebody else renews.</summary>
    private static Advice? Certificate(ServerFacts facts)
    {
        if (facts.CertificateOrigin is not TlsOrigin.Files || facts.CertificateEndsAt is not { } end || end - facts.Now >= EndsSoon)
            return null;
        var day = end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var isOver = end <= facts.Now;
        return new(
            isOver ? "certificate_over" : "certificate_ends_soon",
            isOver ? AdviceLevel.Problem : AdviceLevel.Warning,
            isOver ? new("The certificate has expired", "Das Zertifikat ist abgelaufen") : new("The certificate ends soon", "Das Zertifikat läuft bald ab"),
            new(
                $"It is valid until {day}. Renew it and replace the files; the server takes the new ones by itself.",
                $"Es gilt bis {day}. Erneuere es und ersetze die Dateien; der Server nimmt die neuen von selbst."));
    }

    private static Advice? SelfSigned(ServerFacts facts) => facts.CertificateOrigin is TlsOrigin.SelfSigned
        ? new(
            "certificate_self_signed",
            AdviceLevel.Hint,
            new("Browsers warn once", "Browser warnen einmal"),
            new(
                $"This server has made its certificate itself, so every browser asks once: “Advanced”, then “Proceed” or “Accept the risk”. It is the right one when it has the SHA-256 fingerprint {facts.CertificateFingerprint}. With a public name set TLS_DOMAIN instead.",
                $"Dieser Server hat sein Zertifikat selbst gemacht, darum fragt jeder Browser einmal: „Erweitert“, dann „Weiter“ oder „Risiko akzeptieren“. Es ist das richtige, wenn es den SHA-256-Fingerabdruck {facts.CertificateFingerprint} hat. Mit einem öffentlichen Namen setze stattdessen TLS_DOMAIN."))
        : null;

    /// <summary>What the server gets for itself.</summary>
    private static Advice? Automatic(ServerFacts facts)
    {
        if (facts.CertificateOrigin is not (TlsOrigin.Acme or TlsOrigin.Placeholder) || facts.CertificateEndsAt is not { } end)
            return null;
        var names = string.Join(", ", facts.Domains);
        var isServed = facts.CertificateOrigin == TlsOrigin.Acme && end > facts.Now;
        var day = end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (facts.AcmeTrouble is { } trouble)
        {
            var next = trouble.NextTry.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            return new(
                isServed ? "certificate_not_renewed" : "certificate_not_issued",
                isServed ? AdviceLevel.Warning : AdviceLevel.Problem,
                isServed ? new($"The certificate is valid until {day} and is not renewed", $"Das Zertifikat gilt bis {day} und wird nicht erneuert") : new("There is no certificate, browsers warn", "Es gibt kein Zertifikat, Browser warnen"),
                new($"{trouble.Sentence.English} It is tried again at {next} UTC.", $"{trouble.Sentence.German} Der nächste Versuch ist um {next} UTC."));
        }

        return isServed
            ? new(
                "certificate_automatic",
                AdviceLevel.Ok,
                new("The certificate renews itself", "Das Zertifikat erneuert sich selbst"),
                new($"It is for {names} and valid until {day}; the next one comes when a third of its time is left.", $"Es gilt für {names} bis {day}; das nächste kommt, wenn noch ein Drittel der Zeit übrig ist."))
            : new(
                "certificate_awaited",
                AdviceLevel.Hint,
                new("The certificate is being fetched", "Das Zertifikat wird geholt"),
                new($"It is for {names} and usually takes less than a minute. Until then browsers warn.", $"Es ist für {names} und braucht meist keine Minute. Bis dahin warnen Browser."));
    }
}
