using System.Globalization;
using Treff.Server.Operations;

namespace Treff.Server.Statistics;

/// <summary>Attendance as a table: a row for each person in each session.</summary>
public static class AttendanceCsv
{
    private static readonly LocalText[] Columns =
    [
        new("Session start", "Beginn der Sitzung"),
        new("Name", "Name"),
        new("ID", "Kennung"),
        new("Role", "Rolle"),
        new("Joined", "Gekommen"),
        new("Left", "Gegangen"),
        new("Duration", "Dauer"),
        new("Joins", "Beitritte"),
        new("Reconnects", "Neu verbunden"),
        new("Microphone", "Mikrofon"),
        new("Camera", "Kamera"),
        new("Screen shares", "Bildschirmfreigaben"),
        new("Connection", "Verbindung"),
        new("Reason for leaving", "Grund"),
    ];

    private static readonly LocalText Zone = new("times: {0}", "Zeiten: {0}");
    private static readonly LocalText Yes = new("yes", "ja");
    private static readonly LocalText No = new("no", "nein");

    /// <summary>The file.</summary>
    /// <param name="attendance">Of one meeting.</param>
    /// <param name="zone">In which times are written.</param>
    /// <param name="language">Of the headings and words.</param>
    public static byte[] Write(Attendance attendance, TimeZoneInfo zone, Language language)
    {
        ArgumentNullException.ThrowIfNull(attendance);
        ArgumentNullException.ThrowIfNull(zone);
        var csv = new CsvText();
        for (var i = 0; i < Columns.Length; i++)
        {
            var heading = Columns[i].In(language);
            csv.Cell(i == 0 ? $"{heading} ({string.Format(CultureInfo.InvariantCulture, Zone.In(language), zone.Id)})" : heading);
        }

        csv.EndRow();
        foreach (var session in attendance.Sessions)
        {
            foreach (var person in session.Participants)
                AppendRow(csv, session, person, zone, language);
        }

        return csv.ToBytes();
    }

    private static void AppendRow(CsvText csv, AttendedSession session, Attendee person, TimeZoneInfo zone, Language language) => csv
        .Cell(Time(session.StartedAt, zone))
        .ForeignCell(person.Name ?? $"Person {person.Number}")
        .ForeignCell(person.Identity)
        .Cell(Word(person.Role, language))
        .Cell(Time(person.JoinedAt, zone))
        .Cell(Time(person.LeftAt, zone))
        .Cell(Duration(person.Seconds))
        .Cell(Number(person.Joins))
        .Cell(Number(person.Reconnects))
        .Cell((person.Tracks.Microphone > 0 ? Yes : No).In(language))
        .Cell((person.Tracks.Camera > 0 ? Yes : No).In(language))
        .Cell(Number(person.Tracks.ScreenShare))
        .Cell(Word(person.Quality?.Rating, language))
        .Cell(Word(person.Reason, language))
        .EndRow();

    private static string Word(string? word, Language language) => word switch
    {
        null => "",
        "host" => new LocalText("host", "Leitung").In(language),
        "cohost" => new LocalText("co-host", "Mitleitung").In(language),
        "guest" => new LocalText("guest", "Gast").In(language),
        "excellent" => new LocalText("very good", "sehr gut").In(language),
        "good" => new LocalText("good", "gut").In(language),
        "poor" => new LocalText("poor", "schlecht").In(language),
        "client_initiated" => new LocalText("left", "selbst gegangen").In(language),
        "duplicate_identity" => new LocalText("came again from elsewhere", "an anderer Stelle neu gekommen").In(language),
        "server_shutdown" => new LocalText("the server stopped", "Server wurde beendet").In(language),
        "participant_removed" => new LocalText("removed", "entfernt").In(language),
        "room_deleted" or "room_closed" => new LocalText("the meeting was ended", "Meeting wurde beendet").In(language),
        "signal_close" or "connection_timeout" or "media_failure" or "join_failure" or "state_mismatch" => new LocalText("connection lost", "Verbindung verloren").In(language),
        _ => word.Replace('_', ' '),
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Duration(long seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");

    private static string Time(string? wire, TimeZoneInfo zone) => wire is null
        ? ""
        : TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(wire, CultureInfo.InvariantCulture), zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
