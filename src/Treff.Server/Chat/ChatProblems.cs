using Treff.Server.Operations;

namespace Treff.Server.Chat;

/// <summary>Why the server does not keep or hand out messages.</summary>
public static class ChatProblems
{
    public static readonly Problem TokenMissing = new(
        401,
        "token_invalid",
        new("A valid token is missing", "Ein gültiges Token fehlt"),
        new(
            "Join the meeting first and send the token from the answer as “Authorization: Bearer …”.",
            "Tritt zuerst dem Meeting bei und sende das Token aus der Antwort als „Authorization: Bearer …“."));

    public static readonly Problem OtherMeeting = new(
        403,
        "token_for_other_meeting",
        new("This token is for another meeting", "Dieses Token gilt für ein anderes Meeting"),
        new("Join this meeting and use the token from that answer.", "Tritt diesem Meeting bei und nimm das Token aus jener Antwort."));

    public static readonly Problem NotInMeeting = new(
        403,
        "not_in_meeting",
        new("Only people in the meeting can do this", "Das können nur Personen im Meeting"),
        new("Connect to the meeting, then try again.", "Verbinde dich mit dem Meeting und versuch es dann noch einmal."));

    public static readonly Problem MayNotWrite = new(
        403,
        "may_not_write",
        new("You may not write in this meeting", "Du darfst in diesem Meeting nicht schreiben"),
        new("Ask a host to let you write.", "Bitte die Leitung, dich schreiben zu lassen."));

    public static readonly Problem HistoryOff = new(
        404,
        "chat_history_off",
        new("This server keeps no messages", "Dieser Server bewahrt keine Nachrichten auf"),
        new(
            "People in the meeting still get what is written. Whoever runs this server can set CHAT_HISTORY=on.",
            "Wer im Meeting ist, bekommt trotzdem alles. Wer den Server betreibt, kann CHAT_HISTORY=on setzen."));

    public static readonly Problem MessageIdInvalid = new(
        400,
        "message_id_invalid",
        new("The message needs an id", "Die Nachricht braucht eine Kennung"),
        new(
            "Send “id” as 1 to 64 letters, digits, hyphens or underscores, for example a UUID.",
            "Sende „id“ mit 1 bis 64 Buchstaben, Ziffern, Binde- oder Unterstrichen, zum Beispiel eine UUID."));

    public static readonly Problem MessageIdTaken = new(
        409,
        "message_id_taken",
        new("Another message has this id", "Eine andere Nachricht hat diese Kennung"),
        new("Send the message with a new id.", "Sende die Nachricht mit einer neuen Kennung."));

    public static readonly Problem MessageBlank = new(
        400,
        "message_blank",
        new("The message is empty", "Die Nachricht ist leer"),
        new("Put at least one visible character into “text”.", "Schreibe mindestens ein sichtbares Zeichen in „text“."));

    public static Problem MessageTooLong(int maxLength) => new(
        400,
        "message_too_long",
        new("The message is too long", "Die Nachricht ist zu lang"),
        new($"Shorten it to at most {maxLength} characters.", $"Kürze sie auf höchstens {maxLength} Zeichen."));

    public static readonly Problem TooFast = new(
        429,
        "too_many_messages",
        new("That was too fast", "Das war zu schnell"),
        new("Wait a few seconds, then try again.", "Warte ein paar Sekunden und versuch es dann noch einmal."));
}
