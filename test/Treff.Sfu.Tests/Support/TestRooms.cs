using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;

namespace Treff.Sfu.Tests.Support;

/// <summary>Rooms on a fake worker, and what they told the world.</summary>
internal sealed class TestRooms : IRoomLoop, IDisposable
{
    public TestRooms(RoomOptions? options = null, ILogger? logger = null)
    {
        var services = new RoomServices(Host, options ?? DefaultOptions, new RoomEvents(Events.Add), logger ?? NullLogger.Instance);
        Registry = new RoomRegistry(services, action => action());
        Service = new EmbeddedRoomService(this);
    }

    public static RoomOptions DefaultOptions { get; } = new() { TokenSigner = claims => $"token of {claims.Identity}", NodeId = "ND_test" };

    public TestRoomHost Host { get; } = new();

    public List<WebhookEvent> Events { get; } = [];

    public RoomRegistry Registry { get; }

    public EmbeddedRoomService Service { get; }

    public async Task<IReadOnlyList<T>> RunOnAllAsync<T>(Func<RoomRegistry, T> action, CancellationToken cancellationToken) =>
        [await RunAsync("", action, cancellationToken)];

    public Task<T> RunAsync<T>(string room, Func<RoomRegistry, T> action, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(action(Registry));
        }
        catch (RoomServiceException exception)
        {
            return Task.FromException<T>(exception);
        }
    }

    public TestClient Join(string identity, string room = "room", VideoGrant? grant = null, JoinRequest? join = null, string name = "",
        bool hasTwoConnections = false)
    {
        var claims = new AccessTokenClaims
        {
            Identity = identity,
            Name = name,
            Video = (grant ?? new VideoGrant { CanUpdateOwnMetadata = true }) with { Room = room, RoomJoin = true },
        };
        var request = join ?? new JoinRequest { ConnectionSettings = new ConnectionSettings { AutoSubscribe = true } };
        var result = Registry.Open(new SignalOpenRequest(claims, request, "127.0.0.1") { HasTwoConnections = hasTwoConnections });
        Assert.True(result.Session is not null, result.Error);
        Registry.TryFind(room, out var found);
        Participant? participant = null;
        found?.TryFind(identity, out participant);
        return new TestClient(this, result.Session, participant);
    }

    /// <summary>Opens a socket for a participant that is there already, as a client does that lost its first one.</summary>
    public TestClient Resume(TestClient client, string? sid = null, string identity = "", string room = "room")
    {
        var claims = new AccessTokenClaims
        {
            Identity = identity.Length > 0 ? identity : client.Participant.Identity,
            Video = new VideoGrant { Room = room, RoomJoin = true },
        };
        var join = new JoinRequest { Reconnect = true, ParticipantSid = sid ?? client.Participant.Sid };
        var result = Registry.Open(new SignalOpenRequest(claims, join, "127.0.0.1"));
        return new TestClient(this, result.Session!, client.Participant) { Media = client.Media };
    }

    public IEnumerable<string> EventNames() => Events.Select(webhookEvent => webhookEvent.Event);

    public void Dispose() => Host.Dispose();
}
