using Treff.Server.LiveKitApi;

namespace Treff.Server.Statistics;

/// <summary>Registers what records meetings.</summary>
public static class StatisticsSetup
{
    /// <summary>Before the media server: whoever is registered first stops last, and hears the end of every room.</summary>
    public static IServiceCollection AddStatistics(this IServiceCollection services, StatisticsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton<Pseudonyms>();
        services.AddSingleton<MediaInspection>();
        services.AddSingleton<StatisticsRecorder>();
        services.AddSingleton<StatisticsUpkeep>();
        services.AddSingleton<AttendanceErasure>();
        services.AddScoped<AttendanceReader>();
        if (!options.IsOn)
            return services.AddHostedService<StatisticsErasure>();
        services.AddSingleton<IRoomEventReader>(provider => provider.GetRequiredService<StatisticsRecorder>());
        services.AddHostedService(provider => provider.GetRequiredService<StatisticsRecorder>());
        return services.AddHostedService(provider => provider.GetRequiredService<StatisticsUpkeep>());
    }
}
