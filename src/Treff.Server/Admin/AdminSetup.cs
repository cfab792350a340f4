using Treff.Server.Operations;

namespace Treff.Server.Admin;

/// <summary>Registers what the operator's interface needs.</summary>
public static class AdminSetup
{
    public static IServiceCollection AddAdmin(this IServiceCollection services) => services
        .AddSingleton<AdminGuard>()
        .AddSingleton<LiveView>()
        .AddSingleton<ServerFactsReader>()
        .AddScoped<AdminSessions>()
        .AddScoped<PastMeetingSearch>()
        .AddScoped<ChartReader>();
}
