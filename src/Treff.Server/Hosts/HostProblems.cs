using Treff.Server.Operations;

namespace Treff.Server.Hosts;

/// <summary>Why somebody may not act as a host.</summary>
public static class HostProblems
{
    public static readonly Problem CredentialMissing = new(
        401,
        "host_credential_missing",
        new("Only hosts can do this", "Das können nur Gastgeberinnen und Gastgeber"),
        new(
            "Send the host key, or the ticket of a host or co-host, as “Authorization: Bearer …”.",
            "Sende den Gastgeber-Schlüssel oder das Ticket einer Gastgeberin, eines Gastgebers oder einer Vertretung als „Authorization: Bearer …“."));

    public static readonly Problem HostsOnly = new(
        403,
        "hosts_only",
        new("Only hosts can do this", "Das können nur Gastgeberinnen und Gastgeber"),
        new("Ask a host of this meeting to do it, or to give you the rights.", "Bitte die Gastgeberin oder den Gastgeber, es zu tun oder dir die Rechte zu geben."));
}
