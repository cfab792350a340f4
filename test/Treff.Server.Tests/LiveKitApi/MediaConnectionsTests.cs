using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Treff.Rtc.Ice;
using Treff.Rtc.Turn;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;
using Treff.Sfu.Rooms;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>HTTP and media on one port, over real sockets.</summary>
public sealed class MediaConnectionsTests : IDisposable
{
    private const string Request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const string LastRequest = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Http_works_byte_by_byte_and_in_a_row()
    {
        await using var app = await TreffApp.StartAsync();
        using var slow = await ConnectAsync(app);
        foreach (var value in Encoding.ASCII.GetBytes(LastRequest))
            await slow.GetStream().WriteAsync(new[] { value });
        Assert.Equal(1, Answers(await ReadToEndAsync(slow)));

        using var eager = await ConnectAsync(app);
        await eager.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Request + Request + LastRequest));
        Assert.Equal(3, Answers(await ReadToEndAsync(eager)));
    }

    [Fact]
    public async Task A_connection_on_which_nothing_comes_may_become_http_later()
    {
        await using var app = await TreffApp.StartAsync();
        using var client = await ConnectAsync(app);
        await Task.Delay(300);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(LastRequest));
        Assert.Equal(1, Answers(await ReadToEndAsync(client)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_on_which_nothing_comes_does_not_hold_up_the_end(bool hasTls)
    {
        var app = await TreffApp.StartAsync(new TreffAppSettings { TlsFiles = hasTls ? TestCertificate.Write(_folder, "localhost") : null });
        using var silent = await ConnectAsync(app);
        await using var stream = await OpenAsync(silent, hasTls);
        // Connections are accepted one after the other: once this is answered, the one before is waited on.
        using (await app.Http.GetAsync("/health"))
        {
        }

        // It would take eight seconds, and then everything were given up, the record of who was there included.
        using var folder = await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(6));
    }

    [Theory]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("127.0.0.1", true, false)]
    [InlineData("127.0.0.1", true, true)]
    [InlineData("::1", false, false)]
    [InlineData("::1", true, true)]
    public async Task Turn_allocates_on_the_http_port_plain_and_over_tls(string address, bool hasTls, bool usesTls)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            UsesRealMedia = true,
            ListenAddress = IPAddress.Parse(address),
            TlsFiles = hasTls ? TestCertificate.Write(_folder, "localhost") : null,
        });
        var media = app.Services.GetRequiredService<MediaServer>();
        var credentials = media.IssueTurnCredentials(TimeSpan.FromHours(1), "test")!;
        using var client = await ConnectAsync(app);
        await using var stream = await OpenAsync(client, usesTls);
        await stream.WriteAsync(Allocate(null, null));
        var challenge = await ReadMessageAsync(stream);
        Assert.True(TurnMessage.TryParse(challenge, out var message));
        Assert.Equal(401, message.ErrorCode);
        var nonce = message.Nonce.ToArray();
        await stream.WriteAsync(Allocate(credentials, nonce));
        Assert.True(TurnMessage.TryParse(await ReadMessageAsync(stream), out message));
        Assert.Equal(StunClass.SuccessResponse, message.Class);
        Assert.Equal(1, media.TurnStatistics!.Allocations);
        client.Close();
        for (var i = 0; i < 100 && media.TurnStatistics.Allocations > 0; i++)
            await Task.Delay(20);
        Assert.Equal(0, media.TurnStatistics.Allocations);
        using var after = await app.Http.GetAsync("/health");
        Assert.True(after.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Strangers_are_sent_away_after_five_seconds_and_nonsense_at_once(bool hasTls)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            UsesRealMedia = true,
            TlsFiles = hasTls ? TestCertificate.Write(_folder, "localhost") : null,
        });
        var media = app.Services.GetRequiredService<MediaServer>();
        using var nonsense = await ConnectAsync(app);
        await nonsense.GetStream().WriteAsync(new byte[64]);
        Assert.Empty(await ReadToEndAsync(nonsense));

        // A check for nobody, behind its length.
        using var stranger = await ConnectAsync(app);
        var buffer = new byte[StunWriter.RecommendedLength];
        var writer = new StunWriter(buffer.AsSpan(2), StunClass.Request, StunMethod.Binding, new StunTransactionId(1, 1));
        writer.AddUsername("nobody"u8, "me"u8);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)writer.Length);
        var length = writer.Length + 2;
        await stranger.GetStream().WriteAsync(buffer.AsMemory(0, length));
        for (var i = 0; i < 500 && media.StreamStatistics.FramesReceived == 0; i++)
            await Task.Delay(20);
        app.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(await ReadToEndAsync(stranger));
        Assert.Equal(1, media.StreamStatistics.TimedOut);

        // A frame that no datagram fills.
        using var giant = await ConnectAsync(app);
        await giant.GetStream().WriteAsync(buffer.AsMemory(0, length));
        await giant.GetStream().WriteAsync(new byte[] { 0xFF, 0xFF, 0, 0 });
        Assert.Empty(await ReadToEndAsync(giant));
        Assert.Equal(1, media.StreamStatistics.Malformed);
    }

    [Fact]
    public async Task A_tls_connection_on_which_nothing_comes_is_closed()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            UsesRealMedia = true,
            TlsFiles = TestCertificate.Write(_folder, "localhost"),
            Limits = new StrangerLimits { RequestTimeout = TimeSpan.FromSeconds(5) },
        });
        using var client = await ConnectAsync(app);
        await using var stream = await OpenAsync(client, usesTls: true);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private static async Task<Stream> OpenAsync(TcpClient client, bool usesTls)
    {
        if (!usesTls)
            return client.GetStream();
        var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, TestCertificate.IsAccepted);
        await stream.AuthenticateAsClientAsync("localhost").WaitAsync(TimeSpan.FromSeconds(20));
        return stream;
    }

    private static byte[] Allocate(TurnCredentials? credentials, byte[]? nonce)
    {
        var buffer = new byte[512];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Allocate, new StunTransactionId(1, 2));
        writer.Add(TurnAttribute.RequestedTransport, [17, 0, 0, 0]);
        if (credentials is not null)
        {
            var key = new byte[TurnCredentialIssuer.KeyLength];
            TurnCredentialIssuer.WriteKey(Encoding.ASCII.GetBytes(credentials.Username), "treff"u8, Encoding.ASCII.GetBytes(credentials.Password), key);
            writer.Add(StunAttribute.Username, Encoding.ASCII.GetBytes(credentials.Username));
            writer.Add(StunAttribute.Realm, "treff"u8);
            writer.Add(StunAttribute.Nonce, nonce);
            writer.AddMessageIntegrity(key);
        }

        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    private static async Task<TcpClient> ConnectAsync(TreffApp app)
    {
        var client = new TcpClient { NoDelay = true, ReceiveTimeout = 20_000 };
        await client.ConnectAsync(IPAddress.Parse(app.Address.Host.Trim('[', ']')), app.Address.Port);
        return client;
    }

    private static async Task<byte[]> ReadMessageAsync(Stream stream)
    {
        var header = new byte[4];
        await stream.ReadExactlyAsync(header).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(TurnStreamFrame.TryReadLength(header, out var length));
        var message = new byte[length];
        header.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(4)).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return message;
    }

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        try
        {
            return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (IOException)
        {
            return ""; // reset: also a way to be sent away
        }
    }

    private static int Answers(string text) => text.Split("HTTP/1.1 ").Length - 1;
}
