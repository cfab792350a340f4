using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tcp;

/// <summary>
/// One TCP connection that carries media. A task reads and lends what it read to the media thread, which takes the datagrams out; so a fast
/// sender is held back by TCP and nothing is queued on the way in.
/// </summary>
internal sealed class StreamConnection : IValueTaskSource<bool>, IDisposable
{
    private readonly IDuplexPipe _transport;
    private readonly CancellationTokenSource _closing;
    private readonly StreamConnections _owner;
    private ManualResetValueTaskSourceCore<bool> _taken = new() { RunContinuationsAsynchronously = true };
    private ReadOnlySequence<byte> _received;
    private bool _hasMore;
    private int _isLent;

    public StreamConnection(StreamConnections owner, in NetworkPath path, MediaStreamKind kind, IDuplexPipe transport, CancellationToken closed)
    {
        _owner = owner;
        _transport = transport;
        _closing = CancellationTokenSource.CreateLinkedTokenSource(closed);
        Path = path;
        Kind = kind;
        Output = new StreamOutput(kind, owner.Options.MaxQueuedBytes, owner.Statistics);
    }

    /// <summary>Its local socket number belongs to this connection alone and is never given again.</summary>
    public NetworkPath Path { get; }

    public MediaStreamKind Kind { get; }

    public StreamOutput Output { get; }

    /// <summary>The connection is over; the media thread has to forget it.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>It was told to end.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>When it was opened or last known to be a participant's. For the media thread.</summary>
    public Timestamp LastAuthentic { get; set; }

    /// <summary>When the last datagram came. For the media thread.</summary>
    public Timestamp LastReceived { get; set; }

    /// <summary>Carries media until either side closes.</summary>
    public async Task RunAsync()
    {
        var reading = ReadAsync();
        var writing = Output.WriteToAsync(_transport.Output, _closing.Token);
        await Task.WhenAny(reading, writing).ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(reading, writing).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The other side is gone, or we closed: the ordinary end.
        }

        IsFinished = true;
    }

    /// <summary>Ends the connection soon. Any thread.</summary>
    public void Close()
    {
        try
        {
            IsClosing = true;
            _ = _closing.CancelAsync(); // not here: the media thread shall not run what follows
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>The next datagram that was read, copied into the buffer; false when there is none. For the media thread, while it is lent.</summary>
    public bool TryTakeDatagram(Span<byte> buffer, out int length)
    {
        length = 0;
        if (Volatile.Read(ref _isLent) == 0
            || StreamFrames.TryRead(_received, Kind, PacketSlots.MaxDatagramBytes, out var datagram) != StreamFrames.Result.Complete)
        {
            return false;
        }

        length = (int)datagram.Length;
        datagram.CopyTo(buffer);
        _received = _received.Slice(datagram.End);
        return true;
    }

    /// <summary>The media thread is done with what it was lent, for this turn.</summary>
    public void GiveBack()
    {
        if (Interlocked.Exchange(ref _isLent, 0) == 0)
            return;
        _hasMore = StreamFrames.TryRead(_received, Kind, PacketSlots.MaxDatagramBytes, out _) != StreamFrames.Result.Incomplete;
        _taken.SetResult(true);
    }

    public void Dispose()
    {
        Output.Dispose();
        _closing.Dispose();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _taken.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _taken.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _taken.OnCompleted(continuation, state, token, flags);

    private async Task ReadAsync()
    {
        while (true)
        {
            var result = await _transport.Input.ReadAsync(_closing.Token).ConfigureAwait(false);
            var buffer = result.Buffer;
            switch (StreamFrames.TryRead(buffer, Kind, PacketSlots.MaxDatagramBytes, out _))
            {
                case StreamFrames.Result.Malformed:
                    Interlocked.Increment(ref _owner.Statistics._malformed);
                    return;
                case StreamFrames.Result.Incomplete when result.IsCompleted:
                    return;
                case StreamFrames.Result.Incomplete:
                    _transport.Input.AdvanceTo(buffer.Start, buffer.End);
                    continue;
                case StreamFrames.Result.Complete:
                    break;
            }

            await LendAsync(buffer).ConfigureAwait(false);
            _transport.Input.AdvanceTo(_received.Start, _hasMore ? _received.Start : buffer.End);
        }
    }

    private ValueTask<bool> LendAsync(ReadOnlySequence<byte> buffer)
    {
        _received = buffer;
        _taken.Reset();
        Volatile.Write(ref _isLent, 1);
        var taken = new ValueTask<bool>(this, _taken.Version);
        _owner.OnReady(this);
        return taken;
    }
}
