using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;
using Treff.Server.Tests.Support;
using Treff.Sfu.Rooms;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>What a client is told of the ways to us: relays in the join response, candidates in the answer.</summary>
public sealed class SessionNetworksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "turn", "127.0.0.1")]
    [InlineData(true, "turns", "127.0.0.1")]
    [InlineData(false, "turn", "[::1]")]
    [InlineData(true, "turns", "[::1]")]
    public async Task The_relay_is_offered_by_the_address_the_browser_used_over_tls_where_there_is_tls(bool isTls, string scheme, string host)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            UsesRealMedia = true,
            ListenAddress = IPAddress.Parse(host.Trim('[', ']')),
            TlsFiles = isTls ? TestCertificate.Write(_folder, "localhost") : null,
        });
        var (join, answer) = await JoinAsync(app);
        var server = Assert.Single(join.IceServers);
        // Nothing on the media port: see SessionNetworks.
        Assert.Equal([$"{scheme}:{host}:{app.Address.Port}?transport=tcp"], server.Urls);
        Assert.NotEmpty(server.Username);
        Assert.NotEmpty(server.Credential);
        Assert.Contains(Candidates(answer), candidate => candidate.Contains($"{host.Trim('[', ']')} {app.Address.Port} typ host tcptype passive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_nat_the_configured_address_is_offered_instead_of_our_own()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true, MediaAddresses = [IPAddress.Parse("203.0.113.7")] });
        var (_, answer) = await JoinAsync(app, "meet.example.org");
        Assert.NotEmpty(Candidates(answer));
        Assert.All(Candidates(answer), candidate => Assert.Contains(" 203.0.113.7 ", candidate, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_nat_the_address_of_the_name_the_browser_used_is_offered_beside_our_own()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            UsesRealMedia = true,
            Configure = services => services.AddSingleton<PublicAddresses, Resolved>(),
        });
        var udp = app.Services.GetRequiredService<MediaServer>().UdpPort;
        var (_, answer) = await JoinAsync(app, "meet.example.org");
        Assert.Contains(Candidates(answer), candidate => candidate.Contains($" 1.2.3.4 {udp} typ host", StringComparison.Ordinal));
        Assert.Contains(Candidates(answer), candidate => candidate.Contains($" 127.0.0.1 {udp} typ host", StringComparison.Ordinal));
        (_, answer) = await JoinAsync(app, "other.example.org");
        Assert.DoesNotContain(Candidates(answer), candidate => candidate.Contains(" 1.2.3.4 ", StringComparison.Ordinal));
    }

    private static async Task<(JoinResponse Join, string Answer)> JoinAsync(TreffApp app, string? host = null)
    {
        var id = await app.CreateMeetingAsync();
        using var client = await SignalClient.ConnectAsync(app, (await app.JoinAsync(id)).GetProperty("token").GetString()!, host: host);
        var join = (await client.ReceiveAsync(SignalResponse.MessageOneofCase.Join)).Join;
        return (join, (await client.ReceiveAsync(SignalResponse.MessageOneofCase.Answer)).Answer.Sdp);
    }

    private static string[] Candidates(string sdp) =>
        [.. sdp.Split("\r\n").Where(line => line.StartsWith("a=candidate:", StringComparison.Ordinal))];

    private sealed class Resolved(TimeProvider time) : PublicAddresses(time)
    {
        protected override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult<IPAddress[]>(host == "meet.example.org" ? [IPAddress.Parse("1.2.3.4")] : []);
    }
}
