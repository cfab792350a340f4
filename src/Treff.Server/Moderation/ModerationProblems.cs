using Treff.Server.Operations;

namespace Treff.Server.Moderation;

/// <summary>Why something is not done to somebody.</summary>
public static class ModerationProblems
{
    public static readonly Problem ParticipantNotFound = new(
        404,
        "participant_not_found",
        new("This person is not in the meeting", "Diese Person ist nicht im Meeting"),
        new("They have left. Load the list of people again.", "Sie ist gegangen. Lade die Liste der Personen neu."));

    public static readonly Problem NotToHosts = new(
        403,
        "not_to_hosts",
        new("Co-hosts cannot do this to a host", "Eine Mitleitung kann das bei der Leitung nicht tun"),
        new("Ask a host to do it.", "Bitte die Leitung darum."));
}
