using Treff.Server.Operations;

namespace Treff.Server.Admin;

/// <summary>Why the operator's interface refuses something.</summary>
public static class AdminProblems
{
    public static readonly Problem SignInNeeded = new(
        401,
        "admin_sign_in_needed",
        new("Sign in first", "Melde dich zuerst an"),
        new("Your session is over, or you have not signed in on this browser.", "Deine Sitzung ist vorbei, oder du hast dich in diesem Browser noch nicht angemeldet."));

    public static readonly Problem TokenWrong = new(
        401,
        "admin_token_wrong",
        new("This token is not right", "Dieses Token stimmt nicht"),
        new("Enter the value of ADMIN_TOKEN from the server's configuration.", "Gib den Wert von ADMIN_TOKEN aus der Konfiguration des Servers ein."));

    public static readonly Problem TooManyTries = new(
        429,
        "too_many_sign_in_tries",
        new("Too many tries", "Zu viele Versuche"),
        new("Wait a little, then try again.", "Warte ein wenig und versuch es dann noch einmal."));

    public static readonly Problem OtherSite = new(
        403,
        "request_of_other_site",
        new("This request came from another site", "Diese Anfrage kam von einer anderen Seite"),
        new("Use the dashboard of this server. Behind a proxy, set FRONTEND_URL to the public address.", "Benutze die Verwaltung dieses Servers. Hinter einem Proxy setze FRONTEND_URL auf die öffentliche Adresse."));

    public static readonly Problem NobodyThere = new(
        404,
        "nobody_there",
        new("That is over already", "Das ist schon vorbei"),
        new("The meeting has ended, or the person has left. The list shows it in a moment.", "Das Meeting ist zu Ende, oder die Person ist gegangen. Die Liste zeigt es gleich."));

    public static readonly Problem LogLevelsMissing = new(
        400,
        "log_levels_missing",
        new("Levels are missing", "Die Stufen fehlen"),
        new(
            "Send {\"levels\": {\"default\": \"information\", \"Treff.Sfu\": \"debug\"}}, with at most 50 categories.",
            "Sende {\"levels\": {\"default\": \"information\", \"Treff.Sfu\": \"debug\"}}, mit höchstens 50 Kategorien."));

    public static readonly Problem LogLevelInvalid = new(
        400,
        "log_level_invalid",
        new("A level or category cannot be used", "Eine Stufe oder Kategorie ist nicht möglich"),
        new(
            "Levels are trace, debug, information, warning, error, critical and none; categories are letters, digits and points. Of Microsoft and System no more than warnings are logged: their details contain tokens.",
            "Stufen sind trace, debug, information, warning, error, critical und none; Kategorien bestehen aus Buchstaben, Ziffern und Punkten. Von Microsoft und System wird nicht mehr als warning geschrieben: Einzelheiten enthalten dort Tokens."));

    public static readonly Problem CursorInvalid = new(
        400,
        "cursor_invalid",
        new("This page cannot be found", "Diese Seite lässt sich nicht finden"),
        new("Leave “before” out, or send “next” of the answer before.", "Lass „before“ weg oder sende „next“ aus der Antwort davor."));
}
