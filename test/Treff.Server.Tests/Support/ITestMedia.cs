using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Tests.Support;

/// <summary>
/// The media server of a <see cref="TreffApp"/>, as far as a test has a hand in it; what it knows is asked through <see cref="IRoomService"/>. A test that keeps to this runs in every
/// <see cref="TestShape"/>.
/// </summary>
internal interface ITestMedia : IAsyncDisposable
{
    /// <summary>Where it listens; null when it is in the process of Treff.</summary>
    Uri? Url { get; }

    void AddTo(IServiceCollection services);

    /// <summary>From now on it serves this one; before, perhaps another that was stopped.</summary>
    void Serve(TreffApp app);

    /// <summary>Somebody connects by a token.</summary>
    Task<ITestClient> EnterAsync(string token, AccessTokenClaims claims);
}

/// <summary>Somebody who is connected to the media server. It takes a moment until the server knows what a client did, and until Treff does.</summary>
internal interface ITestClient : IAsyncDisposable
{
    /// <summary>Shows or says something; once in a client's life.</summary>
    Task PublishAsync(params TrackSource[] sources);

    Task SetAttributeAsync(string name, string value);

    /// <summary>The next message that somebody sent to this client.</summary>
    Task<UserPacket> MessageAsync();

    Task LeaveAsync();

    /// <summary>Lets Treff hear what happened to this client, where the media server does not tell it by itself.</summary>
    void Tell(string what);
}
