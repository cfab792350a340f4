using Treff.Sfu.Rooms;

namespace Treff.Server.Operations;

/// <summary>One line a minute about what was refused, and none when nothing was.</summary>
public sealed partial class RefusalLog(Refusals refusals, TimeProvider time, ILogger<RefusalLog> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Refusal, long> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Tell();
    }

    internal void Tell()
    {
        var news = new List<string>();
        foreach (var refusal in Enum.GetValues<Refusal>())
        {
            var count = refusals[refusal];
            var more = count - _told.GetValueOrDefault(refusal);
            if (more > 0)
                news.Add($"{refusal} {more}");
            _told[refusal] = count;
        }

        if (news.Count > 0)
            Log.Refused(logger, string.Join(", ", news));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "Refused within a minute: {News}")]
        public static partial void Refused(ILogger logger, string news);
    }
}
