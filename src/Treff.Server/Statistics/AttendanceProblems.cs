using Treff.Server.Operations;

namespace Treff.Server.Statistics;

/// <summary>Why nobody is told who was in a meeting.</summary>
public static class AttendanceProblems
{
    public static readonly Problem StatisticsOff = new(
        404,
        "statistics_off",
        new("This server records no attendance", "Dieser Server zeichnet keine Teilnahme auf"),
        new(
            "Whoever runs this server can set STATISTICS_RETENTION_DAYS to a number of days.",
            "Wer diesen Server betreibt, kann STATISTICS_RETENTION_DAYS auf eine Zahl von Tagen setzen."));

    public static readonly Problem TimeZoneUnknown = new(
        400,
        "time_zone_unknown",
        new("This time zone is not known", "Diese Zeitzone ist nicht bekannt"),
        new("Send an IANA name, for example Europe/Berlin, or leave it out for UTC.", "Sende einen IANA-Namen, zum Beispiel Europe/Berlin, oder lass ihn für UTC weg."));
}
