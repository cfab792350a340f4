using Treff.Server.LiveKitApi;

namespace Treff.Server.Moderation;

/// <summary>Registers what hosts do things with.</summary>
public static class ModerationSetup
{
    public static IServiceCollection AddModeration(this IServiceCollection services)
    {
        services.AddScoped<ModerationLog>().AddScoped<PermissionEnforcement>().AddScoped<SettingsChange>();
        services.AddScoped<Targets>().AddScoped<TrackSilence>().AddScoped<PersonActions>().AddScoped<MeetingActions>();
        services.AddSingleton<ModerationMessages>();
        services.AddSingleton<RoomGuard>();
        services.AddSingleton<IRoomEventReader>(provider => provider.GetRequiredService<RoomGuard>());
        services.AddHostedService(provider => provider.GetRequiredService<RoomGuard>());
        return services;
    }
}
