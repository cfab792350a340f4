namespace Treff.Server.Operations.Logging;

/// <summary>How lines of the log look: LOG_FORMAT.</summary>
public enum LogFormat
{
    /// <summary>For people: time, level, category and sentence.</summary>
    Text,

    /// <summary>For programs: one JSON object a line, with the values of the sentence as members.</summary>
    Json,
}
