using Treff.Server.Operations;

namespace Treff.Server.Storage;

/// <summary>What can be wrong with the database.</summary>
public static class StorageProblems
{
    public static readonly Problem Unavailable = new Problem(
        503,
        "database_unavailable",
        new("The database cannot be reached", "Die Datenbank ist nicht erreichbar"),
        new(
            "Try again in a few seconds. If it stays like this, tell whoever runs this server.",
            "Versuch es in ein paar Sekunden noch einmal. Bleibt es so, sag der Person Bescheid, die diesen Server betreibt."))
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };
}
