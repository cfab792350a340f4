namespace Treff.Server.Chat;

/// <summary>Registers what the chat needs.</summary>
public static class ChatSetup
{
    public static IServiceCollection AddChat(this IServiceCollection services) =>
        services.AddSingleton<ChatPace>().AddScoped<ChatHistory>().AddScoped<ChatAccess>();
}
