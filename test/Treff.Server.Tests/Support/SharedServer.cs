namespace Treff.Server.Tests.Support;

/// <summary>A server for all tests of a class, each of which has meetings of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal TreffApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await TreffApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
