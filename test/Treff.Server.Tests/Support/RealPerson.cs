using Treff.LiveKit;
using Treff.Load;
using Treff.Rtc.Dtls;

namespace Treff.Server.Tests.Support;

/// <summary>Somebody in a room of a media server, with a microphone that makes noise.</summary>
internal sealed class RealPerson : IAsyncDisposable
{
    private static readonly Scenario Speaks = new()
    {
        Name = "speaks",
        Publishers = 1,
        Subscribers = 0,
        HasAudio = true,
        Layers = [],
        WarmUp = TimeSpan.Zero,
        Duration = TimeSpan.Zero,
    };

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create("person");
    private readonly DtlsContext _context;
    private readonly PeerLoop _loop = new("person", 2);
    private LoadParticipant? _participant;

    private RealPerson() => _context = new DtlsContext(_certificate);

    /// <summary>Connected when this returns.</summary>
    public static async Task<RealPerson> JoinAsync(Uri mediaServer, ApiCredentials credentials, string room, string identity)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var person = new RealPerson();
        var subscriber = await person.AddAsync();
        var publisher = await person.AddAsync();
        var target = new LoadTarget(new UriBuilder(mediaServer) { Scheme = "ws" }.Uri, credentials, null);
        person._participant = new LoadParticipant(target, person._certificate.Fingerprint, new LoadEnds(subscriber, person._loop, publisher, person._loop), new PublishedMedia(Speaks, 0), subscribes: false);
        await person._participant.JoinAsync(room, identity, timeout.Token);
        await person._participant.StartMediaAsync(0);
        return person;
    }

    /// <summary>Leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_participant is not null)
            await _participant.DisposeAsync();
        await _loop.DisposeAsync();
        _context.Dispose();
        _certificate.Dispose();
    }

    private Task<LoadPeer> AddAsync() => _loop.InvokeAsync(() => _loop.AddPeer(socket => new LoadPeer(_context, _loop, socket)));
}
