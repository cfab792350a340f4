namespace Treff.Server.Operations.Logging;

/// <summary>The log goes to the console, in one of two forms.</summary>
internal static class LogSetup
{
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static void AddLog(this ILoggingBuilder logging, TreffOptions options)
    {
        var levels = new LogLevels(options.LogLevels);
        logging.Services.AddSingleton(levels);
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = TimestampFormat;
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = TimestampFormat + " ";
            });
        }

        // Asked for every line, so that a change counts at once.
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter((category, level) => levels.IsEnabled(category, level));
    }
}
