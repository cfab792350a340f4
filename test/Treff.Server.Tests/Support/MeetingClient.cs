using System.Threading.Channels;
using Treff.LiveKit.Protocol;
using Treff.Load;
using Treff.Rtc.Dtls;

namespace Treff.Server.Tests.Support;

/// <summary>A LiveKit client with real media over UDP, as far as a server can tell: it connects, publishes and receives.</summary>
internal sealed class MeetingClient : ITestClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Scenario Microphone = new() { Name = "microphone", Publishers = 1, HasAudio = true };

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create("client");
    private readonly DtlsContext _context;
    private readonly Channel<UserPacket> _messages = Channel.CreateUnbounded<UserPacket>();
    private readonly PeerLoop _loop = new("client", 2);
    private LoadParticipant _participant = null!;
    private int _isDisposed;

    private MeetingClient() => _context = new DtlsContext(_certificate);

    /// <summary>Why the server sent it away.</summary>
    public Task<DisconnectReason> SentAway => _participant.SentAway.WaitAsync(Patience);

    /// <summary>Connected when this returns, unless it throws <see cref="IOException"/> or <see cref="System.Net.WebSockets.WebSocketException"/>.</summary>
    public static async Task<MeetingClient> JoinAsync(Uri url, string token, bool publishes = true)
    {
        var client = new MeetingClient();
        var subscriber = await client._loop.InvokeAsync(() => client._loop.AddPeer(socket => new LoadPeer(client._context, client._loop, socket)));
        var publisher = await client._loop.InvokeAsync(() => client._loop.AddPeer(socket => new LoadPeer(client._context, client._loop, socket)));
        subscriber.DataReceived = client.OnData;
        client._participant = new LoadParticipant(
            new LoadTarget(url, TreffAppSettings.Development, ProcessId: null),
            client._certificate.Fingerprint,
            new LoadEnds(subscriber, client._loop, publisher, client._loop),
            publishes ? new PublishedMedia(Microphone, 0) : null,
            subscribes: true);
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await client._participant.JoinAsync(token, timeout.Token);
            await client._participant.StartMediaAsync(0);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public async Task PublishAsync(params TrackSource[] sources)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _participant.PublishAsync(new PublishedMedia(ScenarioOf(sources), 0), timeout.Token);
        await _participant.StartMediaAsync(0);
    }

    public Task SetAttributeAsync(string name, string value) => _participant.SetAttributeAsync(name, value);

    public Task<UserPacket> MessageAsync() => _messages.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task LeaveAsync() => _participant.LeaveAsync();

    /// <summary>The server does, by webhook.</summary>
    public void Tell(string what)
    {
    }

    /// <summary>Says goodbye, once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _participant.DisposeAsync();
        await _loop.DisposeAsync();
        _context.Dispose();
        _certificate.Dispose();
    }

    private void OnData(byte[] message)
    {
        if (DataPacket.Parser.ParseFrom(message) is { User: { } user })
            _messages.Writer.TryWrite(user);
    }

    private static Scenario ScenarioOf(TrackSource[] sources) => Microphone with
    {
        HasAudio = sources.Contains(TrackSource.Microphone),
        Layers = sources.Any(source => source is TrackSource.Camera or TrackSource.ScreenShare) ? Scenario.Single(100_000) : [],
        SharesScreen = sources.Contains(TrackSource.ScreenShare),
    };
}
