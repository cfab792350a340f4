using Treff.Server.Operations;

namespace Treff.Server.ApiKeys;

/// <summary>Why a key is refused, or cannot be made.</summary>
public static class ApiKeyProblems
{
    public static readonly Problem Missing = new(
        401,
        "api_key_required",
        new("Not everybody may create meetings here", "Hier darf nicht jeder Meetings anlegen"),
        new(
            "Programs send their key as “Authorization: Bearer <key>”. Without a key, ask whoever runs this server; joining works with the link or code of a meeting.",
            "Programme senden ihren Schlüssel als „Authorization: Bearer <Schlüssel>“. Ohne Schlüssel frag die Person, die diesen Server betreibt; beitreten kannst du mit Link oder Code eines Meetings."));

    public static readonly Problem Wrong = new(
        401,
        "api_key_wrong",
        new("This key is not valid", "Dieser Schlüssel gilt nicht"),
        new(
            "It was revoked or never existed. Ask whoever runs this server for a new one.",
            "Er wurde widerrufen, oder es gab ihn nie. Frag die Person, die diesen Server betreibt, nach einem neuen."));

    public static readonly Problem OperatorMissing = new(
        401,
        "operator_required",
        new("Only the operator creates meetings here", "Hier legt nur der Betreiber Meetings an"),
        new(
            "Ask whoever runs this server for a meeting. Joining works with its link or code.",
            "Frag die Person, die diesen Server betreibt, nach einem Meeting. Beitreten kannst du mit Link oder Code."));

    public static readonly Problem NotEnough = new(
        403,
        "operator_only",
        new("This key does not allow that", "Dieser Schlüssel erlaubt das nicht"),
        new(
            "Only the operator creates meetings here. For keys to do, the server needs CREATE_MEETINGS=key.",
            "Hier legt nur der Betreiber Meetings an. Damit Schlüssel genügen, braucht der Server CREATE_MEETINGS=key."));

    public static readonly Problem TooManyTries = new(
        429,
        "too_many_key_tries",
        new("Too many wrong keys", "Zu viele falsche Schlüssel"),
        new("Wait a little, then send the right one.", "Warte ein wenig und sende dann den richtigen."));

    public static readonly Problem NameTaken = new(
        409,
        "api_key_name_taken",
        new("There is a key of this name", "Es gibt schon einen Schlüssel mit diesem Namen"),
        new("Choose another name, or revoke the other key first.", "Wähle einen anderen Namen oder widerrufe zuerst den anderen Schlüssel."));

    public static readonly Problem TooMany = new(
        409,
        "too_many_api_keys",
        new("There are too many keys", "Es gibt zu viele Schlüssel"),
        new($"Revoke one that nobody uses: there is room for {ApiKeyRing.MaxKeys}.", $"Widerrufe einen, den niemand benutzt: Platz ist für {ApiKeyRing.MaxKeys}."));

    public static readonly Problem NotFound = new(
        404,
        "api_key_not_found",
        new("There is no such key", "Diesen Schlüssel gibt es nicht"),
        new("It has been revoked already. Load the list again.", "Er ist schon widerrufen. Lade die Liste neu."));
}
