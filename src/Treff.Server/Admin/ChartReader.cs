using Microsoft.EntityFrameworkCore;
using Treff.Server.Storage;

namespace Treff.Server.Admin;

/// <summary>The server over the last day in steps of five minutes, or over the last month in hours.</summary>
public sealed class ChartReader(TreffDbContext database, TimeProvider time)
{
    private const int DayStep = 5;
    private const int MonthStep = 60;
    private const int MinutesOfDay = 24 * 60;

    /// <summary>Reads the last day.</summary>
    public Task<Charts> ReadDayAsync(CancellationToken cancellationToken) => ReadAsync(MinutesOfDay, DayStep, cancellationToken);

    /// <summary>Reads the last 30 days.</summary>
    public Task<Charts> ReadMonthAsync(CancellationToken cancellationToken) => ReadAsync(30 * MinutesOfDay, MonthStep, cancellationToken);

    private async Task<Charts> ReadAsync(int minutes, int step, CancellationToken cancellationToken)
    {
        var last = time.GetUtcNow().ToUnixTimeSeconds() / 60 / step;
        var first = last - (minutes / step) + 1;
        var steps = (int)(last - first) + 1;
        var samples = await database.UsageSamples
            .Where(s => s.Minute >= first * step)
            .GroupBy(s => s.Minute / step)
            .Select(group => new
            {
                Step = group.Key,
                Meetings = group.Max(s => s.Meetings),
                People = group.Max(s => s.People),
                Received = group.Average(s => s.ReceivedBitsPerSecond),
                Sent = group.Average(s => s.SentBitsPerSecond),
                Loss = group.Average(s => s.Loss),
            })
            .ToListAsync(cancellationToken);
        var byStep = samples.ToDictionary(sample => sample.Step);
        var (started, seconds) = await ReadSessionsAsync(first, steps, step, cancellationToken);
        var known = Enumerable.Range(0, steps).Select(index => byStep.GetValueOrDefault(first + index)).ToList();
        return new Charts(
            step * 60,
            [.. Enumerable.Range(0, steps).Select(index => (first + index) * step * 60)],
            [.. known.Select(sample => sample?.Meetings)],
            [.. known.Select(sample => sample?.People)],
            [.. known.Select(sample => sample?.Received)],
            [.. known.Select(sample => sample?.Sent)],
            [.. known.Select(sample => sample?.Loss)],
            started,
            seconds);
    }

    private async Task<(int[] Started, long[] Seconds)> ReadSessionsAsync(long first, int steps, int step, CancellationToken cancellationToken)
    {
        var (started, seconds) = (new int[steps], new long[steps]);
        var from = DateTimeOffset.FromUnixTimeSeconds(first * step * 60);
        var sessions = database.MeetingSessions.Where(s => s.StartedAt >= from && s.People > 0).Select(s => new { s.StartedAt, s.PersonSeconds });
        await foreach (var session in sessions.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var index = (session.StartedAt.ToUnixTimeSeconds() / 60 / step) - first;
            if (index < 0 || index >= steps)
                continue;
            started[index]++;
            seconds[index] += session.PersonSeconds;
        }

        return (started, seconds);
    }
}
