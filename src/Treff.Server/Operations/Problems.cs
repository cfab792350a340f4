namespace Treff.Server.Operations;

/// <summary>Every error the API answers with.</summary>
public static class Problems
{
    public static Problem MalformedJson(string where) => new(
        400,
        "malformed_json",
        new("The request is not valid JSON", "Die Anfrage ist kein gültiges JSON"),
        new(
            $"The body could not be read as a JSON object ({where}). Check quotes, commas and braces, and encode it as UTF-8.",
            $"Der Inhalt lässt sich nicht als JSON-Objekt lesen ({where}). Prüfe Anführungszeichen, Kommas und Klammern und sende UTF-8."));

    /// <summary>What a field should have been, in words and with an example.</summary>
    public static Problem WrongType(string field, Type type)
    {
        var (english, german, example) = type switch
        {
            _ when type == typeof(string) => ("text", "ein Text sein", "\"Anna\""),
            _ when type == typeof(bool) => ("true or false", "true oder false sein", "true"),
            _ when type == typeof(int) => ("a whole number", "eine ganze Zahl sein", "20"),
            _ => ("an object", "ein Objekt sein", "{}"),
        };
        return new(
            400,
            "wrong_type",
            new($"“{field}” must be {english}", $"„{field}“ muss {german}"),
            new($"Send it as in {{\"{field}\": {example}}}.", $"Sende es wie in {{\"{field}\": {example}}}."));
    }

    public static readonly Problem WrongContentType = new(
        415,
        "wrong_content_type",
        new("JSON expected", "JSON erwartet"),
        new(
            "Send the body as JSON with the header “Content-Type: application/json” (UTF-8).",
            "Sende den Inhalt als JSON mit der Kopfzeile „Content-Type: application/json“ (UTF-8)."));

    public static readonly Problem BodyTooLarge = new(
        413,
        "body_too_large",
        new("The request is too large", "Die Anfrage ist zu groß"),
        new("Send at most 64 KiB.", "Sende höchstens 64 KiB."));

    public static readonly Problem DisplayNameMissing = new(
        400,
        "display_name_missing",
        new("A name is missing", "Ein Name fehlt"),
        new("Say who joins: send {\"display_name\": \"Your name\"}.", "Sag, wer beitritt: sende {\"display_name\": \"Dein Name\"}."));

    public static Problem NameBlank(string field) => new(
        400,
        "name_blank",
        new("The name is empty", "Der Name ist leer"),
        new($"Put at least one visible character into “{field}”.", $"Schreibe mindestens ein sichtbares Zeichen in „{field}“."));

    public static Problem NameTooLong(string field) => new(
        400,
        "name_too_long",
        new("The name is too long", "Der Name ist zu lang"),
        new($"Shorten “{field}” to at most {NameText.MaxLength} characters.", $"Kürze „{field}“ auf höchstens {NameText.MaxLength} Zeichen."));

    public static Problem NameHasControlCharacters(string field) => new(
        400,
        "name_has_control_characters",
        new("The name contains control characters", "Der Name enthält Steuerzeichen"),
        new(
            $"Remove line breaks, tabs and other control characters from “{field}”.",
            $"Entferne Zeilenumbrüche, Tabulatoren und andere Steuerzeichen aus „{field}“."));

    public static readonly Problem MeetingIdInvalid = new(
        404,
        "meeting_id_invalid",
        new("This cannot be a meeting code", "Das kann kein Meeting-Code sein"),
        new(
            "A meeting code looks like abc-defg-hij: ten letters or digits. Copy the link again, or ask for a new one.",
            "Ein Meeting-Code sieht so aus: abc-defg-hij, zehn Buchstaben oder Ziffern. Kopiere den Link noch einmal oder frag nach einem neuen."));

    public static readonly Problem MeetingNotFound = new(
        404,
        "meeting_not_found",
        new("There is no such meeting", "Dieses Meeting gibt es nicht"),
        new(
            "Check the code letter by letter, or ask the person who invited you for the link.",
            "Prüfe den Code Buchstabe für Buchstabe oder frag die Person, die dich eingeladen hat, nach dem Link."));

    public static readonly Problem MeetingExpired = new(
        410,
        "meeting_expired",
        new("This meeting has expired", "Dieses Meeting ist abgelaufen"),
        new("Create a new meeting and send its link to everybody.", "Erstelle ein neues Meeting und schick allen den neuen Link."));

    public static Problem MeetingFull(int maxParticipants) => new(
        409,
        "meeting_full",
        new("This meeting is full", "Dieses Meeting ist voll"),
        new(
            $"{maxParticipants} people are in it already. Wait until somebody leaves, then try again.",
            $"Es sind schon {maxParticipants} Personen darin. Warte, bis jemand geht, und versuch es dann noch einmal."));

    public static readonly Problem NoSuchPath = new(
        404,
        "not_found",
        new("There is nothing here", "Hier gibt es nichts"),
        new("Check the path; /openapi/v1.json lists all of them.", "Prüfe den Pfad; alle stehen in /openapi/v1.json."));

    public static readonly Problem MethodNotAllowed = new(
        405,
        "method_not_allowed",
        new("This path does not take that method", "Dieser Pfad nimmt diese Methode nicht an"),
        new("Use a method from the Allow header; /openapi/v1.json lists all of them.", "Nimm eine Methode aus der Kopfzeile „Allow“; alle stehen in /openapi/v1.json."));

    public static readonly Problem TooManyRequests = new(
        429,
        "too_many_requests",
        new("That was too often", "Das war zu oft"),
        new(
            "Wait as long as “Retry-After” says, then try again. Whoever runs this server can raise the limit.",
            "Warte so lange, wie „Retry-After“ sagt, und versuch es dann noch einmal. Wer den Server betreibt, kann die Grenze erhöhen."));

    public static readonly Problem MediaServerUnavailable = new(
        503,
        "media_server_unavailable",
        new("The media server cannot be reached", "Der Medienserver ist nicht erreichbar"),
        new(
            "Try again in a minute. If it stays like this, tell whoever runs this server.",
            "Versuch es in einer Minute noch einmal. Bleibt es so, sag der Person Bescheid, die diesen Server betreibt."));

    public static readonly Problem Internal = new(
        500,
        "internal",
        new("Something went wrong here", "Hier ist etwas schiefgegangen"),
        new(
            "Try again. If it happens again, tell whoever runs this server when it happened.",
            "Versuch es noch einmal. Passiert es wieder, sag der Person, die diesen Server betreibt, wann es war."));
}
