using Treff.Server.LiveKitApi;

namespace Treff.Server.Lobby;

/// <summary>Registers what the waiting room needs.</summary>
public static class LobbySetup
{
    public static IServiceCollection AddLobby(this IServiceCollection services) => services
        .AddScoped<WaitingGuests>()
        .AddScoped<WaitingProgress>()
        .AddScoped<LobbyDecisions>()
        .AddSingleton<IRoomEventReader, LobbyRoomEvents>();
}
