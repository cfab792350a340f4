using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Treff.Rtc;
using Treff.Sfu.Tcp;

namespace Treff.Sfu.Tests.Tcp;

/// <summary>The connections of a media worker whose thread is the test's, with time that stands still.</summary>
internal sealed class StreamHarness : IStreamHandler, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _woken = new(0);
    private readonly ConcurrentDictionary<int, bool> _authentic = new();

    public StreamHarness(StreamOptions? options = null) => Connections = new StreamConnections(options ?? new StreamOptions(), this, () => _woken.Release());

    public StreamConnections Connections { get; }

    public StreamStatistics Statistics => Connections.Statistics;

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1000);

    /// <summary>As hexadecimal text.</summary>
    public List<string> Datagrams { get; } = [];

    /// <summary>How many datagrams each turn handled.</summary>
    public List<int> Turns { get; } = [];

    public List<StreamConnection> Closed { get; } = [];

    /// <summary>Whoever sends anything is a participant.</summary>
    public bool IsEverybodyAuthentic { get; init; }

    public StreamClient Open(MediaStreamKind kind, string address = "192.0.2.1")
    {
        var client = new StreamClient();
        client.Ended = Connections.RunAsync(client.Transport, new IPEndPoint(IPAddress.Parse(address), 1000), kind, CancellationToken.None);
        return client;
    }

    /// <summary>Works as the media thread until the condition holds.</summary>
    public async Task PumpAsync(Func<bool> condition)
    {
        Receive();
        while (!condition())
        {
            Assert.True(await _woken.WaitAsync(Patience), "nothing happened");
            Receive();
        }
    }

    public void Advance(TimeSpan span)
    {
        Now += span;
        Connections.HandleTimeout(Now);
    }

    public void HandleStreamDatagram(StreamConnection connection, Span<byte> datagram)
    {
        Datagrams.Add(Convert.ToHexString(datagram));
        _authentic[connection.Path.LocalSocket] = IsEverybodyAuthentic;
        LastPath = connection.Path;
    }

    /// <summary>Of the connection that sent last.</summary>
    public NetworkPath LastPath { get; private set; }

    public bool IsAuthentic(StreamConnection connection) => _authentic.GetValueOrDefault(connection.Path.LocalSocket);

    public void OnStreamClosed(StreamConnection connection) => Closed.Add(connection);

    public void Dispose()
    {
        Connections.Dispose();
        _woken.Dispose();
    }

    private void Receive()
    {
        var before = Datagrams.Count;
        Connections.Receive(Now);
        if (Datagrams.Count > before)
            Turns.Add(Datagrams.Count - before);
    }
}

/// <summary>The other end of a connection: two pipes in memory.</summary>
internal sealed class StreamClient
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();

    public StreamClient() => Transport = new Duplex(_toServer.Reader, _toClient.Writer);

    public IDuplexPipe Transport { get; }

    /// <summary>The server is done with it.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _toServer.Writer.WriteAsync(bytes);

    /// <summary>The next frame of RFC 4571: two bytes of length, then that many.</summary>
    public async Task<byte[]> ReadFrameAsync(CancellationToken cancellation)
    {
        var read = await _toClient.Reader.ReadAtLeastAsync(2, cancellation);
        var length = BinaryPrimitives.ReadUInt16BigEndian(read.Buffer.Slice(0, 2).ToArray());
        _toClient.Reader.AdvanceTo(read.Buffer.GetPosition(2));
        read = await _toClient.Reader.ReadAtLeastAsync(length, cancellation);
        var frame = read.Buffer.Slice(0, length).ToArray();
        _toClient.Reader.AdvanceTo(read.Buffer.GetPosition(length));
        return frame;
    }

    public ValueTask CloseAsync() => _toServer.Writer.CompleteAsync();

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
