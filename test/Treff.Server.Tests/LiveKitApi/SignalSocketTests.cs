using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Threading.Channels;
using Google.Protobuf;
using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;
using Treff.Server.Operations;
using Treff.Sfu.Rooms;

namespace Treff.Server.Tests.LiveKitApi;

/// <summary>The pump between a WebSocket and a session, over two pipes in memory.</summary>
public sealed class SignalSocketTests : IDisposable
{
    private readonly Channel<SignalResponse> _outgoing = Channel.CreateUnbounded<SignalResponse>();
    private readonly ConcurrentQueue<SignalRequest> _handled = new();
    private readonly StrangerLimits _limits = new();
    private readonly Refusals _refusals = new();
    private readonly WebSocket _client;
    private readonly WebSocket _server;

    public SignalSocketTests()
    {
        var (up, down) = (new Pipe(), new Pipe());
        _client = Create(down.Reader, up.Writer, isServer: false);
        _server = Create(up.Reader, down.Writer, isServer: true);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Each_response_is_one_binary_message_and_the_end_is_a_normal_close()
    {
        var running = RunAsync();
        var join = new SignalResponse { Join = new JoinResponse { ServerVersion = new string('x', 100_000) } };
        _outgoing.Writer.TryWrite(join);
        _outgoing.Writer.TryWrite(new SignalResponse { Leave = new LeaveRequest() });
        _outgoing.Writer.TryComplete();
        Assert.Equal(join, SignalResponse.Parser.ParseFrom(await ReadAsync(WebSocketMessageType.Binary)));
        Assert.Equal(new SignalResponse { Leave = new LeaveRequest() }, SignalResponse.Parser.ParseFrom(await ReadAsync(WebSocketMessageType.Binary)));
        await ReadAsync(WebSocketMessageType.Close);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, _client.CloseStatus);
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await running.WaitAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_client_that_does_not_answer_the_close_is_not_waited_for_long()
    {
        var running = RunAsync();
        _outgoing.Writer.TryComplete();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(WebSocketState.Aborted, _server.State);
    }

    [Fact]
    public async Task Requests_are_handed_on_in_order_even_when_they_come_in_pieces()
    {
        var running = RunAsync();
        var bytes = new SignalRequest { Offer = new SessionDescription { Sdp = new string('s', 50_000) } }.ToByteArray();
        await _client.SendAsync(bytes.AsMemory(0, 10), WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        await _client.SendAsync(bytes.AsMemory(10), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await SendAsync(new SignalRequest { Ping = 5 });
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await running.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal([SignalRequest.MessageOneofCase.Offer, SignalRequest.MessageOneofCase.Ping], _handled.Select(request => request.MessageCase));
    }

    [Fact]
    public async Task Text_and_what_cannot_be_decoded_is_ignored()
    {
        var running = RunAsync();
        await _client.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        await _client.SendAsync(new byte[] { 0xFF, 0xFF }, WebSocketMessageType.Binary, true, CancellationToken.None);
        await SendAsync(new SignalRequest { Ping = 1 });
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await running.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, Assert.Single(_handled).Ping);
    }

    [Fact]
    public async Task A_message_over_two_MiB_ends_the_connection()
    {
        var running = RunAsync();
        var sending = _client.SendAsync(new byte[_limits.MaxMessageBytes + 1], WebSocketMessageType.Binary, true, CancellationToken.None);
        await ReadAsync(WebSocketMessageType.Close);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, _client.CloseStatus);
        Assert.Equal(1, _refusals[Refusal.MessageSize]);
        await running.WaitAsync(TimeSpan.FromSeconds(5));
        _client.Abort();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await sending;
            throw new IOException("it was sent in one go");
        });
    }

    [Fact]
    public async Task Cancelling_ends_it_at_once()
    {
        using var stop = new CancellationTokenSource();
        var running = new SignalSocket(_server, _outgoing.Reader, _handled.Enqueue, _limits, _refusals).RunAsync(stop.Token);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private Task RunAsync() => new SignalSocket(_server, _outgoing.Reader, _handled.Enqueue, _limits, _refusals).RunAsync(CancellationToken.None);

    private async Task SendAsync(SignalRequest request) => await _client.SendAsync(request.ToByteArray(), WebSocketMessageType.Binary, true, CancellationToken.None);

    private async Task<byte[]> ReadAsync(WebSocketMessageType expected)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var bytes = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var received = await _client.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            bytes.Write(buffer, 0, received.Count);
            if (!received.EndOfMessage)
                continue;
            Assert.Equal(expected, received.MessageType);
            return bytes.ToArray();
        }
    }

    private static WebSocket Create(PipeReader reader, PipeWriter writer, bool isServer) =>
        WebSocket.CreateFromStream(new DuplexStream(reader.AsStream(), writer.AsStream()), new WebSocketCreationOptions { IsServer = isServer });

    private sealed class DuplexStream(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
                output.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
