using Treff.Server.Operations;

namespace Treff.Server.Hosts;

/// <summary>Why somebody may not act as a host.</summary>
public static class HostProblems
{
    public static readonly Problem CredentialMissing = new(
        401,
        "host_credential_missing",
        new("Only hosts can do this", "Das kann nur die Leitung"),
        new(
            "Send the host key, or the ticket of a host or co-host, as “Authorization: Bearer …”.",
            "Sende den Leitungs-Schlüssel oder das Ticket einer Leitung oder Mitleitung als „Authorization: Bearer …“."));

    public static readonly Problem HostsOnly = new(
        403,
        "hosts_only",
        new("Only hosts can do this", "Das kann nur die Leitung"),
        new("Ask a host of this meeting to do it, or to give you the rights.", "Bitte die Leitung, es zu tun oder dir die Rechte zu geben."));
}
