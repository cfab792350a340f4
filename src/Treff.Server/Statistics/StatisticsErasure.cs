using Microsoft.EntityFrameworkCore;
using Treff.Server.Storage;

namespace Treff.Server.Statistics;

/// <summary>Where nothing is to be recorded, what was recorded before goes too.</summary>
internal sealed class StatisticsErasure(IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await EraseAsync(scope.ServiceProvider.GetRequiredService<TreffDbContext>(), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything.</summary>
    public static async Task EraseAsync(TreffDbContext database, CancellationToken cancellationToken)
    {
        await database.MeetingSessions.ExecuteDeleteAsync(cancellationToken);
        await database.UsageSamples.ExecuteDeleteAsync(cancellationToken);
    }
}
