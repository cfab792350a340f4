using System.Net.WebSockets;
using Google.Protobuf;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Tests.Support;

/// <summary>A LiveKit client that only signals.</summary>
internal sealed class SignalClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public string Extensions { get; private set; } = "";

    public static async Task<SignalClient> ConnectAsync(TreffApp app, string token, bool compress = false, string? forwardedFor = null, string? host = null)
    {
        var join = Uri.EscapeDataString(Repository.RecordedJoinRequest("single-pc.alice"));
        return await ConnectAsync(app, token, join, compress, forwardedFor, host);
    }

    public static Task<SignalClient> ResumeAsync(TreffApp app, string token, string sid)
    {
        var join = new WrappedJoinRequest { JoinRequest = new JoinRequest { Reconnect = true, ParticipantSid = sid }.ToByteString() };
        return ConnectAsync(app, token, Uri.EscapeDataString(Convert.ToBase64String(join.ToByteArray())), compress: false);
    }

    private static async Task<SignalClient> ConnectAsync(TreffApp app, string token, string join, bool compress, string? forwardedFor = null, string? host = null)
    {
        var client = new SignalClient();
        client._socket.Options.CollectHttpResponseDetails = true;
        client._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        if (forwardedFor is not null)
            client._socket.Options.SetRequestHeader("X-Forwarded-For", forwardedFor);
        if (host is not null)
            client._socket.Options.SetRequestHeader("Host", host);
        client._socket.Options.RemoteCertificateValidationCallback = TestCertificate.IsAccepted;
        if (compress)
            client._socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await client._socket.ConnectAsync(new Uri($"{(app.Address.Scheme == "https" ? "wss" : "ws")}://{app.Address.Authority}/rtc/v1?join_request={join}"), CancellationToken.None);
        client.Extensions = string.Join(',', client._socket.HttpResponseHeaders?.GetValueOrDefault("Sec-WebSocket-Extensions") ?? []);
        return client;
    }

    public void Abort() => _socket.Abort();

    public async Task SendAsync(SignalRequest request) => await _socket.SendAsync(request.ToByteArray(), WebSocketMessageType.Binary, true, CancellationToken.None);

    public async Task<SignalResponse> ReceiveAsync() => await ReadAsync() ?? throw new IOException("closed");

    public async Task<SignalResponse> ReceiveAsync(SignalResponse.MessageOneofCase expected)
    {
        while (true)
        {
            var message = await ReceiveAsync();
            if (message.MessageCase == expected)
                return message;
        }
    }

    public async Task<WebSocketCloseStatus?> ReceiveCloseAsync()
    {
        while (await ReadAsync() is not null)
        {
            // What was still on its way.
        }

        return _socket.CloseStatus;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<SignalResponse?> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var bytes = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            bytes.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
                return SignalResponse.Parser.ParseFrom(bytes.ToArray());
        }
    }
}
