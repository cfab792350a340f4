using System.Buffers;
using System.IO.Pipelines;
using Treff.Rtc.Ice;

namespace Treff.Sfu.Tcp;

/// <summary>
/// What waits to be written to a connection: the media thread adds, one task writes. Bounded: a connection that cannot keep up loses datagrams,
/// as a slow link does, and never makes anybody wait.
/// </summary>
internal sealed class StreamOutput(MediaStreamKind kind, int capacity, StreamStatistics statistics) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private byte[]? _waiting;
    private int _length;
    private bool _isClosed;

    /// <summary>Something was added since the last <see cref="Signal"/>. For the media thread.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>False when there is no room or the connection is gone; it is counted.</summary>
    public bool TryAdd(ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            var header = kind == MediaStreamKind.Ice ? IceTcpFrame.HeaderLength : 0;
            if (_isClosed || _length + header + datagram.Length > capacity)
            {
                Interlocked.Increment(ref statistics._framesDropped);
                return false;
            }

            _waiting ??= ArrayPool<byte>.Shared.Rent(capacity);
            if (header > 0)
                IceTcpFrame.WriteHeader(_waiting.AsSpan(_length), datagram.Length);
            datagram.CopyTo(_waiting.AsSpan(_length + header));
            _length += header + datagram.Length;
        }

        Interlocked.Increment(ref statistics._framesSent);
        IsDirty = true;
        return true;
    }

    /// <summary>Wakes the writing task, once for everything that was added.</summary>
    public void Signal()
    {
        IsDirty = false;
        lock (_gate)
        {
            if (!_isClosed && _signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    /// <summary>Writes until the connection is gone.</summary>
    public async Task WriteToAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (Take(out var length) is not { } buffer)
                continue;
            try
            {
                var result = await writer.WriteAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                if (result.IsCompleted || result.IsCanceled)
                    return;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            if (_waiting is not null)
                ArrayPool<byte>.Shared.Return(_waiting);
            _waiting = null;
        }

        _signal.Dispose();
    }

    private byte[]? Take(out int length)
    {
        lock (_gate)
        {
            var buffer = _waiting;
            length = _length;
            _waiting = null;
            _length = 0;
            return buffer;
        }
    }
}
