using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Treff.LiveKit;
using Treff.Server.Admin;
using Treff.Server.ApiKeys;
using Treff.Server.Chat;
using Treff.Server.Hosts;
using Treff.Server.Joining;
using Treff.Server.LiveKitApi;
using Treff.Server.Lobby;
using Treff.Server.MeetingEvents;
using Treff.Server.Meetings;
using Treff.Server.Moderation;
using Treff.Server.Operations;
using Treff.Server.Operations.Logging;
using Treff.Server.Operations.Metrics;
using Treff.Server.Operations.OpenApi;
using Treff.Server.Operations.Tls;
using Treff.Server.Pages;
using Treff.Server.Schedule;
using Treff.Server.Statistics;
using Treff.Server.Storage;
using Treff.Sfu.Rooms;

namespace Treff.Server;

/// <summary>Puts the server together. Nothing is configured from anywhere but <see cref="TreffOptions"/>.</summary>
public static class TreffServer
{
    /// <summary>livekit-client sends its whole first offer in the URL, some kilobytes of it, beside the token.</summary>
    private const int MaxRequestLineBytes = 64 * 1024;

    /// <summary>Supervisors kill after ten seconds, as a rule; what hangs must not keep the rest from ending in order.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    private const string ApiCorsPolicy = "api";

    /// <summary>Everything but starting it.</summary>
    /// <param name="options">Validated.</param>
    /// <param name="configure">For tests: replaces services.</param>
    public static WebApplication Build(TreffOptions options, Action<IServiceCollection>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.DataDirectory);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => ConfigureKestrel(kestrel, options));
        builder.Logging.AddLog(options);
        AddServices(builder.Services, options);
        builder.AddMetrics(options.Metrics);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        UseMiddleware(app, options);
        MapEndpoints(app, options);
        return app;
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel, TreffOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = options.Limits.RequestTimeout;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        // Tokens with metadata travel in the Authorization header.
        kestrel.Limits.MaxRequestHeadersTotalSize = 2 * MaxRequestLineBytes;
        Listen(kestrel, options.ListenAddress, options.Port, listen => Guard(listen, options));
        if (options.Tls is { IsOn: true, HttpPort: { } httpPort })
            Listen(kestrel, options.ListenAddress, httpPort, GuardPlain);
    }

    private static void Listen(KestrelServerOptions kestrel, IPAddress? address, int port, Action<ListenOptions> configure)
    {
        if (address is null)
            kestrel.ListenAnyIP(port, configure);
        else
            kestrel.Listen(address, port, configure);
    }

    private static void LimitConnections(ListenOptions listen)
    {
        var gate = listen.ApplicationServices.GetRequiredService<ConnectionGate>();
        listen.Use(next => connection => gate.PassAsync(connection, next));
        var late = listen.ApplicationServices.GetRequiredService<LateConnections>();
        listen.Use(next => connection => late.PassAsync(connection, next));
    }

    private static void GuardPlain(ListenOptions listen)
    {
        LimitConnections(listen);
        listen.UsePlain();
    }

    private static void Guard(ListenOptions listen, TreffOptions options)
    {
        LimitConnections(listen);
        var servesMedia = options.IsEmbedded && options.MediaTcp;
        if (servesMedia)
            listen.UseMediaConnections();
        if (!options.Tls.IsOn)
            return;
        listen.UseTls(options.Limits.RequestTimeout);
        if (servesMedia)
            listen.UseMediaConnections(); // once more behind TLS, for turns:
    }

    private static void AddServices(IServiceCollection services, TreffOptions options)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        services.AddSingleton(options);
        services.AddSingleton<Refusals>();
        services.AddSingleton(new TrustedProxies(options.TrustedProxies));
        services.AddSingleton(provider => new ConnectionGate(options.Limits, provider.GetRequiredService<TrustedProxies>(), provider.GetRequiredService<Refusals>()));
        services.AddSingleton<LateConnections>();
        services.AddHostedService<RefusalLog>();
        services.AddTls(options.Tls);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => options.LiveKitCredentials ?? CredentialsFile.ReadOrCreate(options.DataDirectory));
        services.AddSingleton<AccessTokenVerifier>();
        services.AddSingleton<PublicUrls>();
        services.AddSingleton<StartTime>();
        services.AddSingleton(new WebClientFiles());
        services.AddSingleton<MeetingIdSource>();
        services.AddSingleton<PasswordCheck>().AddSingleton<MeetingSignals>().AddSingleton<MeetingWatch>();
        services.AddScoped<MeetingDirectory>().AddScoped<MeetingChanges>().AddScoped<MeetingCreation>();
        services.AddScoped<ApiKeyRing>().AddScoped<CreationAccess>();
        services.AddScoped<Tickets>().AddScoped<HostPresence>().AddScoped<HostAccess>();
        services.AddSingleton<JoinTokens>().AddScoped<Admission>().AddScoped<JoinAnswers>();
        services.AddSingleton<PasswordTries>().AddSingleton<PasswordGate>();
        services.AddModeration();
        services.AddLobby();
        services.AddChat();
        services.AddStorage(options);
        services.AddStatistics(options.Statistics);
        services.AddMeetingEvents();
        services.AddAdmin();
        services.AddMedia(options);
        services.AddHostedService<MeetingSweep>();
        AddWeb(services, options);
    }

    private static void AddWeb(IServiceCollection services, TreffOptions options)
    {
        services.AddRouting();
        services.AddApiDescription();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            // Umlauts stay readable; answers are JSON with nosniff, never part of a page.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.RespectNullableAnnotations = false;
        });
        services.AddCors(cors => cors.AddPolicy(ApiCorsPolicy, policy => policy
            .WithOrigins([.. options.AllowedOrigins])
            .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders("Content-Type", "Accept-Language", "Authorization")
            .SetPreflightMaxAge(TimeSpan.FromDays(1))));
        // Only files of the web client pass through it: nothing secret is ever compressed together with what a stranger chose.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
        });
        services.Configure<ForwardedHeadersOptions>(forwarded => Trust(forwarded, options.TrustedProxies));
        services.AddRequestRates();
    }

    /// <summary>As many proxies in a row as are trusted. With an empty list the framework would believe everybody.</summary>
    private static void Trust(ForwardedHeadersOptions forwarded, IReadOnlyList<System.Net.IPNetwork> proxies)
    {
        forwarded.ForwardedHeaders = proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.All;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            forwarded.KnownIPNetworks.Add(proxy);
    }

    private static void UseMiddleware(WebApplication app, TreffOptions options)
    {
        app.UseForwardedHeaders();
        app.Use(next => context => context.RequestServices.GetRequiredService<ConnectionGate>().PassAsync(context, next));
        if (options.Tls is { IsOn: true, HttpPort: not null })
            app.UseMiddleware<PlainRequests>();
        app.UseMiddleware<DoubleSlash>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ApiErrors>();
        app.UseMiddleware<StoppingGate>();
        if (app.Services.GetRequiredService<TreffOptions>().IsEmbedded)
            app.UseMiddleware<LiveKitCors>();
        app.UseMiddleware<LostRequests>();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseCors(ApiCorsPolicy));
        app.Services.GetRequiredService<WebClientFiles>().UseWebClient(app);
        app.UseWebSockets();
        app.UseRouting();
        app.UseRateLimiter();
    }

    private static void MapEndpoints(WebApplication app, TreffOptions options)
    {
        app.MapMeetings();
        app.MapCalendar();
        app.MapJoining();
        app.MapWaiting();
        app.MapSettings();
        app.MapLobby();
        app.MapModeration();
        app.MapChat();
        app.MapAttendance();
        app.MapAdmin(options);
        app.MapHealth();
        app.MapServerInformation();
        app.MapMetrics(options.Metrics);
        app.MapMedia();
        app.MapOpenApi();
        app.MapApiReference();
        app.MapPages(options);
        app.MapSegmentationModel();
    }
}
