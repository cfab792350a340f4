namespace Treff.Server.Moderation;

/// <summary>Registers what hosts do things with.</summary>
public static class ModerationSetup
{
    public static IServiceCollection AddModeration(this IServiceCollection services) =>
        services.AddScoped<ModerationLog>().AddScoped<PermissionEnforcement>().AddScoped<SettingsChange>();
}
