using Treff.Server.Operations;

namespace Treff.Server.Lobby;

/// <summary>What can go wrong around the waiting room.</summary>
public static class LobbyProblems
{
    public static readonly Problem TicketUnknown = new(
        404,
        "ticket_unknown",
        new("Nobody knows this ticket", "Dieses Ticket kennt niemand"),
        new("Join the meeting again to get a new one.", "Tritt dem Meeting noch einmal bei, um ein neues zu bekommen."));

    public static readonly Problem NotWaiting = new(
        404,
        "not_waiting",
        new("This person is not waiting", "Diese Person wartet nicht"),
        new("They have gone, or another host has decided. Load the list again.", "Sie ist gegangen, oder jemand anderes hat schon entschieden. Lade die Liste neu."));

    public static readonly Problem Full = new(
        409,
        "waiting_room_full",
        new("The waiting room is full", "Der Warteraum ist voll"),
        new("Try again in a few minutes.", "Versuch es in ein paar Minuten noch einmal."));
}
