using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Cluster;
using Treff.Server.LiveKitApi;

namespace Treff.Server.Tests.Support;

/// <summary>A media server made of a dictionary, in the process of Treff.</summary>
internal sealed class FakeMedia(FakeRoomService rooms) : ITestMedia
{
    private TreffApp? _app;

    public Uri? Url => null;

    public FakeRoomService Rooms => rooms;

    public void AddTo(IServiceCollection services)
    {
        services.RemoveAll<IRoomService>();
        services.AddSingleton<IRoomService>(rooms);
        foreach (var hosted in services.Where(s => s.ServiceType == typeof(IHostedService) && IsOfMedia(s)).ToList())
            services.Remove(hosted);
    }

    public void Serve(TreffApp app) => _app = app;

    public Task<ITestClient> EnterAsync(string token, AccessTokenClaims claims)
    {
        // A token opens the room, as in LiveKit.
        if (!rooms.All.ContainsKey(claims.Video.Room))
            rooms.Add(claims.Video.Room);
        rooms.Enter(claims);
        return Task.FromResult<ITestClient>(new FakeClient(this, claims.Video.Room, claims.Identity));
    }

    /// <summary>As the embedded media server tells it.</summary>
    public void Tell(WebhookEvent happened)
    {
        foreach (var reader in _app!.Services.GetServices<IRoomEventReader>())
            reader.OnRoomEvent(happened);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsOfMedia(ServiceDescriptor service) =>
        (service.ImplementationType ?? service.ImplementationFactory?.Method.ReturnType)?.Namespace is { } name
        && (name == typeof(EmbeddedMedia).Namespace || name == typeof(WebhookInbox).Namespace);
}
