using Treff.Server.Operations;

namespace Treff.Server.Meetings;

/// <summary>What can be wrong with the options of a meeting.</summary>
public static class MeetingProblems
{
    public static readonly Problem AliasInvalid = new(
        400,
        "alias_invalid",
        new("This cannot be a name for a link", "Das kann kein Name für einen Link sein"),
        new(
            $"Use {MeetingAlias.MinLength} to {MeetingAlias.MaxLength} letters a–z, digits and single hyphens between them, for example team-monday; not in the form of a meeting code.",
            $"Nimm {MeetingAlias.MinLength} bis {MeetingAlias.MaxLength} Buchstaben a–z, Ziffern und einzelne Bindestriche dazwischen, zum Beispiel team-montag; nicht in der Form eines Meeting-Codes."));

    public static readonly Problem AliasTaken = new(
        409,
        "alias_taken",
        new("This name is taken", "Dieser Name ist vergeben"),
        new("Another meeting has this name in its link. Choose a different one.", "Ein anderes Meeting hat diesen Namen im Link. Wähle einen anderen."));

    public static readonly Problem PasswordLength = new(
        400,
        "password_length",
        new("The password is too short or too long", "Das Passwort ist zu kurz oder zu lang"),
        new(
            $"Use {Passwords.MinLength} to {Passwords.MaxLength} characters, or null for none.",
            $"Nimm {Passwords.MinLength} bis {Passwords.MaxLength} Zeichen oder null für keines."));

    public static readonly Problem TimeZoneUnknown = new(
        400,
        "time_zone_unknown",
        new("This time zone is unknown", "Diese Zeitzone ist unbekannt"),
        new("Use an IANA name, for example Europe/Berlin.", "Nimm einen IANA-Namen, zum Beispiel Europe/Berlin."));

    public static readonly Problem TooMany = new(
        503,
        "too_many_meetings",
        new("This server has too many meetings", "Dieser Server hat zu viele Meetings"),
        new(
            "Try again later, or tell whoever runs this server (MAX_MEETINGS).",
            "Versuch es später noch einmal, oder sag der Person Bescheid, die diesen Server betreibt (MAX_MEETINGS)."));

    public static Problem TimeInvalid(string field) => new(
        400,
        "time_invalid",
        new($"“{field}” does not fit", $"„{field}“ passt nicht"),
        new(
            $"Send “{field}” with its offset, for example 2030-01-31T09:30:00+01:00. It must lie ahead, within two years; a meeting expires after its start.",
            $"Sende „{field}“ mit Zeitversatz, zum Beispiel 2030-01-31T09:30:00+01:00. Der Zeitpunkt muss in der Zukunft liegen, höchstens zwei Jahre; ein Meeting läuft nach seinem Beginn ab."));

    public static Problem NotOneOf(string field, string words) => new(
        400,
        "not_one_of",
        new($"“{field}” has an unknown value", $"„{field}“ hat einen unbekannten Wert"),
        new($"Send one of: {words}.", $"Sende eines von: {words}."));

    public static Problem OutOfRange(string field, int least, int most) => new(
        400,
        "out_of_range",
        new($"“{field}” is too small or too large", $"„{field}“ ist zu klein oder zu groß"),
        new($"Send a whole number from {least} to {most}.", $"Sende eine ganze Zahl von {least} bis {most}."));
}
