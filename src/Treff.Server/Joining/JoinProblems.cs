using Treff.Server.Operations;

namespace Treff.Server.Joining;

/// <summary>Why somebody does not come in.</summary>
public static class JoinProblems
{
    public static readonly Problem HostKeyWrong = new(
        403,
        "host_key_wrong",
        new("This host link no longer works", "Dieser Leitungs-Link gilt nicht mehr"),
        new(
            "Ask a host for the new one, or join as a guest, without “host_key”.",
            "Frag die Leitung nach dem neuen, oder tritt als Gast bei, ohne „host_key“."));

    public static readonly Problem PasswordRequired = new(
        401,
        "password_required",
        new("This meeting has a password", "Dieses Meeting hat ein Passwort"),
        new("Ask whoever invited you for it and send it as “password”.", "Frag die Person, die dich eingeladen hat, danach und sende es als „password“."));

    public static readonly Problem PasswordWrong = new(
        403,
        "password_wrong",
        new("The password is wrong", "Das Passwort ist falsch"),
        new("Check capital letters and spaces, then try again.", "Prüfe Groß- und Kleinschreibung und Leerzeichen und versuch es noch einmal."));

    public static readonly Problem TooManyPasswordTries = new(
        429,
        "too_many_password_tries",
        new("Too many wrong passwords", "Zu viele falsche Passwörter"),
        new(
            "Wait a minute and ask whoever invited you for the password.",
            "Warte eine Minute und frag die Person, die dich eingeladen hat, nach dem Passwort."));

    public static readonly Problem Locked = new(
        423,
        "meeting_locked",
        new("This meeting is locked", "Dieses Meeting ist abgeschlossen"),
        new("Nobody new comes in for now. Ask somebody inside to open it.", "Zurzeit kommt niemand Neues hinein. Bitte jemanden im Meeting, es zu öffnen."));

    public static readonly Problem Removed = new(
        403,
        "removed_from_meeting",
        new("You were removed from this meeting", "Du wurdest aus diesem Meeting entfernt"),
        new("A host decided that you stay out. Ask them if you think that was a mistake.", "Die Leitung hat entschieden, dass du draußen bleibst. Frag dort nach, wenn du meinst, dass das ein Irrtum war."));

    public static readonly Problem EntryDenied = new(
        403,
        "entry_denied",
        new("You were not let in", "Du wurdest nicht hereingelassen"),
        new("A host declined. Ask whoever invited you.", "Die Leitung hat abgelehnt. Frag die Person, die dich eingeladen hat."));

    public static Problem NotStarted(DateTimeOffset start) => new Problem(
        425,
        "not_started",
        new("This meeting has not begun", "Dieses Meeting hat noch nicht begonnen"),
        new($"It begins at {WireTime.Format(start)}. Come back then.", $"Es beginnt am {WireTime.Format(start)}. Komm dann wieder."))
    {
        StartsAt = start,
    };
}
