namespace Treff.Server.Hosts;

/// <summary>A call of a host.</summary>
/// <param name="Id">The meeting as it was named: code or alias.</param>
/// <param name="Context">The request.</param>
/// <param name="Least">Host, where co-hosts may not.</param>
public readonly record struct HostCall(string Id, HttpContext Context, MeetingRole Least = MeetingRole.CoHost);
