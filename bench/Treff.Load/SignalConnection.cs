using System.Net.WebSockets;
using Google.Protobuf;
using Treff.LiveKit.Protocol;

namespace Treff.Load;

/// <summary>LiveKit's signalling as clients with two peer connections speak it: a WebSocket to <c>/rtc</c>.</summary>
internal sealed class SignalConnection : IAsyncDisposable
{
    private const int ReadBytes = 16 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);

    public bool IsOpen => _socket.State == WebSocketState.Open;

    /// <exception cref="WebSocketException">The server refused or could not be reached.</exception>
    public async Task ConnectAsync(Uri url, string token, bool subscribes, CancellationToken cancellationToken)
    {
        var uri = new UriBuilder(url) { Path = "/rtc", Query = $"access_token={token}&auto_subscribe={(subscribes ? 1 : 0)}&sdk=go&version=2.0.0&protocol=15" };
        await _socket.ConnectAsync(uri.Uri, cancellationToken);
    }

    public async Task SendAsync(SignalRequest request, CancellationToken cancellationToken)
    {
        // A WebSocket takes one message at a time.
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(request.ToByteArray(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next message; null when the server has closed the connection.</summary>
    public async Task<SignalResponse?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var message = new MemoryStream();
        var buffer = new byte[ReadBytes];
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
                return SignalResponse.Parser.ParseFrom(message.GetBuffer(), 0, (int)message.Length);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }
}
