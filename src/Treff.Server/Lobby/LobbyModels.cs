using Treff.Server.Hosts;
using Treff.Server.Operations;

namespace Treff.Server.Lobby;

/// <summary>Somebody in the waiting room, as hosts see them.</summary>
/// <param name="Id">For admitting and denying; the participant's identity once they are in.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Since">UTC.</param>
public sealed record WaitingPerson(string Id, string DisplayName, string Since)
{
    internal static WaitingPerson From(Ticket ticket) => new(ticket.Identity, ticket.DisplayName, WireTime.Format(ticket.ChangedAt));
}

/// <summary>Who waits, the longest first.</summary>
public sealed record WaitingList(IReadOnlyList<WaitingPerson> Waiting)
{
    internal static WaitingList From(IEnumerable<Ticket> tickets) => new([.. tickets.Select(WaitingPerson.From)]);
}

/// <summary>What somebody who waits is told.</summary>
/// <param name="HostPresent">Somebody who can let them in is in the meeting.</param>
/// <param name="Position">1 = the next.</param>
public sealed record WaitingNews(bool HostPresent, int Position);
