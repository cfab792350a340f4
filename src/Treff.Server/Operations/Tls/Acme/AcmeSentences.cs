namespace Treff.Server.Operations.Tls.Acme;

/// <summary>What an operator can do when there is no certificate.</summary>
internal static class AcmeSentences
{
    /// <param name="failure">What happened.</param>
    /// <param name="tls">Which names, from which authority.</param>
    public static LocalText Of(AcmeException failure, TlsOptions tls)
    {
        var authority = tls.AcmeDirectoryUrl.Host;
        var names = string.Join(", ", tls.Domains);
        var (english, german) = failure.Kind switch
        {
            AcmeFailureKind.Unreachable => (
                $"The certificate authority {authority} cannot be reached. This machine must be allowed to open connections to port 443 there.",
                $"Die Zertifizierungsstelle {authority} ist nicht erreichbar. Dieser Rechner muss dorthin Verbindungen zu Port 443 öffnen dürfen."),
            AcmeFailureKind.Dns => (
                $"The name server does not know {names}. Add a DNS entry with this server's public address, or correct TLS_DOMAIN.",
                $"Der Nameserver kennt {names} nicht. Lege einen DNS-Eintrag mit der öffentlichen Adresse dieses Servers an, oder berichtige TLS_DOMAIN."),
            AcmeFailureKind.Connection => (
                $"Nobody answers at port 80 of {names}. Open TCP port 80 in the firewall, forward it to this machine (HTTP_PORT={tls.HttpPort}), and check that the DNS entry has this server's address, IPv6 (AAAA) included.",
                $"Port 80 von {names} antwortet nicht. Öffne TCP-Port 80 in der Firewall, leite ihn zu diesem Rechner weiter (HTTP_PORT={tls.HttpPort}) und prüfe, ob der DNS-Eintrag die Adresse dieses Servers hat, auch bei IPv6 (AAAA)."),
            AcmeFailureKind.OtherServer => (
                $"Another server answers at port 80 of {names}. The DNS entry must have this server's address (IPv6, AAAA, included), and port 80 must lead to Treff.",
                $"An Port 80 von {names} antwortet ein anderer Server. Der DNS-Eintrag muss die Adresse dieses Servers haben (auch bei IPv6, AAAA), und Port 80 muss zu Treff führen."),
            AcmeFailureKind.RateLimited => (
                $"{authority} was asked too often for {names} and wants to be left alone for a while. There is nothing to do but wait; restarting does not help.",
                $"{authority} wurde zu oft nach {names} gefragt und will eine Weile in Ruhe gelassen werden. Da hilft nur Warten, kein Neustart."),
            AcmeFailureKind.Caa => (
                $"A CAA entry in the DNS of {names} does not allow {authority} to issue certificates. Add the authority there, or remove the entry.",
                $"Ein CAA-Eintrag im DNS von {names} erlaubt {authority} nicht, Zertifikate auszustellen. Trage die Stelle dort ein, oder entferne den Eintrag."),
            AcmeFailureKind.Rejected => (
                $"{authority} issues no certificates for {names}: a name must be public. In a network of your own use TLS_SELF_SIGNED=on.",
                $"{authority} stellt für {names} keine Zertifikate aus: Ein Name muss öffentlich sein. In einem eigenen Netz nimm TLS_SELF_SIGNED=on."),
            AcmeFailureKind.Account => (
                $"{authority} does not take the account of this server. Check ACME_EMAIL; some authorities need an account made beforehand, which Treff does not support.",
                $"{authority} nimmt das Konto dieses Servers nicht an. Prüfe ACME_EMAIL; manche Stellen brauchen ein vorher angelegtes Konto, das Treff nicht unterstützt."),
            AcmeFailureKind.Slow => (
                $"{authority} takes too long.",
                $"{authority} braucht zu lange."),
            AcmeFailureKind.Storage => (
                "The certificate cannot be kept in DATA_DIR.",
                "Das Zertifikat lässt sich in DATA_DIR nicht ablegen."),
            _ => (
                $"{authority} issued no certificate for {names}.",
                $"{authority} hat für {names} kein Zertifikat ausgestellt."),
        };
        return new($"{english} ({failure.Message})", $"{german} ({failure.Message})");
    }
}
