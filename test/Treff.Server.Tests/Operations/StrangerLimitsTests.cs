using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;
using Treff.Sfu.Rooms;

namespace Treff.Server.Tests.Operations;

/// <summary>What strangers are refused, over real sockets, and that it is counted.</summary>
public sealed class StrangerLimitsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n")]
    public async Task A_connection_that_asks_for_nothing_is_closed(string beginning)
    {
        await using var app = await StartAsync(new StrangerLimits { RequestTimeout = TimeSpan.FromSeconds(1) });
        using var socket = await ConnectAsync(app, IPAddress.Loopback);
        await socket.SendAsync(Encoding.ASCII.GetBytes(beginning));
        Assert.True(await IsClosedAsync(socket));
        Assert.Equal(beginning.Length == 0 ? 1 : 0, Count(app, Refusal.SilentConnections));
    }

    [Fact]
    public async Task An_address_has_so_many_connections_and_no_more()
    {
        if (OwnAddress() is not { } own)
            return;
        await using var app = await StartAsync(new StrangerLimits { MaxConnectionsPerAddress = 2 }, IPAddress.Any);
        using var first = await ConnectAsync(app, own);
        using var second = await ConnectAsync(app, own);
        await AskAsync(first);
        await AskAsync(second);
        Assert.True(await IsRefusedAsync(app, own));
        Assert.Equal(1, Count(app, Refusal.Connections));
        second.Close();
        await Until.TrueAsync(async () =>
        {
            try
            {
                using var fourth = await ConnectAsync(app, own);
                return !await IsClosedAsync(fourth, milliseconds: 200);
            }
            catch (SocketException)
            {
                return false; // It may be refused as early as that.
            }
        });
    }

    [Fact]
    public async Task Behind_a_proxy_the_forwarded_address_counts()
    {
        await using var app = await StartAsync(new StrangerLimits { MaxConnectionsPerAddress = 1 });
        var id = await app.CreateMeetingAsync();
        using var first = await SignalClient.ConnectAsync(app, await TokenAsync(app, id), forwardedFor: "203.0.113.9");
        await first.ReceiveAsync();
        var refused = await Assert.ThrowsAsync<WebSocketException>(async () => await SignalClient.ConnectAsync(app, await TokenAsync(app, id), forwardedFor: "203.0.113.9"));
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        using var other = await SignalClient.ConnectAsync(app, await TokenAsync(app, id), forwardedFor: "203.0.113.10");
        await other.ReceiveAsync();
        Assert.Equal(1, Count(app, Refusal.Connections));
    }

    [Fact]
    public async Task A_long_message_ends_the_session()
    {
        await using var app = await StartAsync(new StrangerLimits { MaxMessageBytes = 100_000 });
        using var client = await SignalClient.ConnectAsync(app, await TokenAsync(app, await app.CreateMeetingAsync()));
        await client.SendAsync(new SignalRequest { UpdateMetadata = new UpdateParticipantMetadata { Metadata = new string('x', 100_000) } });
        try
        {
            Assert.Equal(WebSocketCloseStatus.MessageTooBig, await client.ReceiveCloseAsync());
        }
        catch (WebSocketException exception)
        {
            // The server closes with part of the message unread, and the reset may overtake its goodbye.
            Assert.Equal(WebSocketError.ConnectionClosedPrematurely, exception.WebSocketErrorCode);
        }

        Assert.Equal(1, Count(app, Refusal.MessageSize));
    }

    [Fact]
    public async Task A_flood_of_messages_is_slowed_down_and_nothing_is_lost()
    {
        await using var app = await StartAsync(new StrangerLimits { MaxMessagesPerSecond = 20 });
        using var client = await SignalClient.ConnectAsync(app, await TokenAsync(app, await app.CreateMeetingAsync()));
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 1; i <= 120; i++)
            await client.SendAsync(new SignalRequest { PingReq = new Treff.LiveKit.Protocol.Ping { Timestamp = i } });
        for (var i = 1; i <= 120; i++)
            Assert.Equal(i, (await client.ReceiveAsync(SignalResponse.MessageOneofCase.PongResp)).PongResp.LastPingTimestamp);
        // A hundred at once, the others at their pace; the answer to the last comes before the wait after it.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.8, 60);
        Assert.InRange(Count(app, Refusal.MessageRate), 1, 21);
    }

    [Fact]
    public async Task Tracks_rooms_and_people_are_limited()
    {
        await using var app = await StartAsync(new StrangerLimits { MaxTracksPerParticipant = 1, MaxRooms = 1, MaxTotalParticipants = 1 });
        var id = await app.CreateMeetingAsync();
        var token = await TokenAsync(app, id);
        using var client = await SignalClient.ConnectAsync(app, await TokenAsync(app, id));
        foreach (var cid in new[] { "one", "two" })
            await client.SendAsync(new SignalRequest { AddTrack = new AddTrackRequest { Cid = cid, Type = TrackType.Audio, Source = TrackSource.Microphone } });
        var answer = await client.ReceiveAsync(SignalResponse.MessageOneofCase.RequestResponse);
        Assert.Equal(RequestResponse.Types.Reason.LimitExceeded, answer.RequestResponse.Reason);
        Assert.Equal(1, Count(app, Refusal.Tracks));

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.ConnectAsync(app, token));
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, Count(app, Refusal.Participants));

        using var second = await app.SendAsync(HttpMethod.Post, "/api/v1/meetings/create", "{}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(1, Count(app, Refusal.Rooms));
    }

    [Fact]
    public async Task What_was_refused_is_told_once()
    {
        await using var app = await StartAsync(new StrangerLimits());
        var refusals = app.Services.GetRequiredService<Refusals>();
        refusals.Count(Refusal.Handshakes, 7);
        var log = ActivatorUtilities.CreateInstance<RefusalLog>(app.Services);
        log.Tell();
        log.Tell();
        Assert.Single(app.Logs.Lines, line => line.Contains("Handshakes 7", StringComparison.Ordinal));
    }

    [Fact]
    public void An_IPv6_host_is_its_network()
    {
        var limit = new AddressLimit(1);
        Assert.True(limit.TryEnter(IPAddress.Parse("2001:db8::1")));
        Assert.False(limit.TryEnter(IPAddress.Parse("2001:db8::2")));
        Assert.True(limit.TryEnter(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.True(limit.TryEnter(IPAddress.Parse("192.0.2.1")));
        Assert.False(limit.TryEnter(IPAddress.Parse("::ffff:192.0.2.1")));
        limit.Leave(IPAddress.Parse("192.0.2.1"));
        Assert.True(limit.TryEnter(IPAddress.Parse("192.0.2.1")));
    }

    private static Task<TreffApp> StartAsync(StrangerLimits limits, IPAddress? listen = null) =>
        TreffApp.StartAsync(new TreffAppSettings { UsesRealMedia = true, Limits = limits, ListenAddress = listen ?? IPAddress.Loopback });

    private static long Count(TreffApp app, Refusal refusal) => app.Services.GetRequiredService<Refusals>()[refusal];

    private static async Task<string> TokenAsync(TreffApp app, string id) => (await app.JoinAsync(id)).GetProperty("token").GetString()!;

    private static IPAddress? OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

    private static async Task<Socket> ConnectAsync(TreffApp app, IPAddress address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, app.Address.Port);
        return socket;
    }

    /// <summary>A busy machine may say so before the connection counts as made.</summary>
    private static async Task<bool> IsRefusedAsync(TreffApp app, IPAddress address)
    {
        try
        {
            using var socket = await ConnectAsync(app, address);
            return await IsClosedAsync(socket);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task AskAsync(Socket socket)
    {
        await socket.SendAsync("GET /health HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        Assert.True(await socket.ReceiveAsync(new byte[1]) > 0);
    }

    /// <summary>Whatever the server still says, such as 408, comes before the end.</summary>
    private static async Task<bool> IsClosedAsync(Socket socket, int milliseconds = 30_000)
    {
        using var timeout = new CancellationTokenSource(milliseconds);
        try
        {
            while (await socket.ReceiveAsync(new byte[1024], timeout.Token) > 0)
            {
                // An answer.
            }

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
