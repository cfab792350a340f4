using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Google.Protobuf;
using Treff.LiveKit.Protocol;
using Treff.Server.Operations;
using Treff.Sfu.Rooms;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// Pumps signalling between a WebSocket and a session: one binary message per SignalRequest or SignalResponse. Two loops, one end: whichever
/// stops first, by goodbye or by failure, stops the other.
/// </summary>
public sealed class SignalSocket(
    WebSocket socket, ChannelReader<SignalResponse> outgoing, Action<SignalRequest> handle, StrangerLimits limits, Refusals refusals)
{
    private readonly MessagePace _pace = new(limits.MaxMessagesPerSecond, TimeProvider.System);

    /// <summary>A client that takes nothing for so long is gone.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long the client may take to answer our close.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Below this compression costs more than it saves.</summary>
    private const int CompressFromBytes = 512;

    /// <summary>Returns when the connection is over; never throws for what the client or the network did.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var receiving = ReceiveLoopAsync(stop.Token);
        var sending = SendLoopAsync(stop.Token);
        var first = await Task.WhenAny(receiving, sending);
        if (first == sending && await sending)
            await CloseAsync(receiving);
        await stop.CancelAsync();
        socket.Abort();
        await Task.WhenAll(receiving, sending);
    }

    /// <summary>Our goodbye (1000), then a moment for the client's.</summary>
    private async Task CloseAsync(Task receiving)
    {
        using var timeout = new CancellationTokenSource(CloseTimeout);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
            await receiving.WaitAsync(timeout.Token);
        }
        catch (Exception exception) when (IsNormalEnd(exception))
        {
            // It left without a word.
        }
    }

    /// <summary>True when the session had its last message sent, false when the socket failed.</summary>
    private async Task<bool> SendLoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in outgoing.ReadAllAsync(cancellationToken))
                await SendAsync(message, cancellationToken);
            return true;
        }
        catch (Exception exception) when (IsNormalEnd(exception))
        {
            return false;
        }
    }

    private async Task SendAsync(SignalResponse message, CancellationToken cancellationToken)
    {
        var length = message.CalculateSize();
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(SendTimeout);
        try
        {
            message.WriteTo(buffer.AsSpan(0, length));
            var flags = WebSocketMessageFlags.EndOfMessage | (length < CompressFromBytes ? WebSocketMessageFlags.DisableCompression : WebSocketMessageFlags.None);
            await socket.SendAsync(buffer.AsMemory(0, length), WebSocketMessageType.Binary, flags, timeout.Token);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task ReceiveLoopAsync(CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(4096);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(message.GetMemory(4096), cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                    return;
                }

                message.Advance(received.Count);
                if (message.WrittenCount > limits.MaxMessageBytes)
                {
                    refusals.Count(Refusal.MessageSize);
                    await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, cancellationToken);
                    return;
                }

                if (received.EndOfMessage)
                {
                    Dispatch(received.MessageType, message.WrittenSpan);
                    message.ResetWrittenCount();
                    await KeepPaceAsync(cancellationToken);
                }
            }
        }
        catch (Exception exception) when (IsNormalEnd(exception))
        {
            // The tab was closed, the network went, or we stop.
        }
    }

    /// <summary>A flood waits in the network, at its sender: nothing is lost, nothing is kept here.</summary>
    private async ValueTask KeepPaceAsync(CancellationToken cancellationToken)
    {
        var wait = _pace.Take();
        if (wait == TimeSpan.Zero)
            return;
        refusals.Count(Refusal.MessageRate);
        await Task.Delay(wait, cancellationToken);
    }

    private void Dispatch(WebSocketMessageType type, ReadOnlySpan<byte> bytes)
    {
        // Text would be LiveKit's JSON dialect, which no client of ours speaks.
        if (type != WebSocketMessageType.Binary)
            return;
        try
        {
            handle(SignalRequest.Parser.ParseFrom(bytes));
        }
        catch (InvalidProtocolBufferException)
        {
            // LiveKit ignores what it cannot decode, and so do its clients.
        }
    }

    private static bool IsNormalEnd(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;
}
