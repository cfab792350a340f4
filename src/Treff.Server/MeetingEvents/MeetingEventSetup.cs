using Treff.Server.LiveKitApi;

namespace Treff.Server.MeetingEvents;

/// <summary>Registers what tells other servers of meetings.</summary>
public static class MeetingEventSetup
{
    /// <summary>Before the media server: whoever is registered first stops last, and hears the end of every room.</summary>
    public static IServiceCollection AddMeetingEvents(this IServiceCollection services) => services
        .AddSingleton<MeetingWebhooks>()
        .AddSingleton<IRoomEventReader>(provider => provider.GetRequiredService<MeetingWebhooks>())
        .AddHostedService(provider => provider.GetRequiredService<MeetingWebhooks>());
}
