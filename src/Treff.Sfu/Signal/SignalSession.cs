using System.Threading.Channels;
using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Signal;

/// <summary>
/// One client's signalling connection as the room sees it. The WebSocket endpoint pumps messages both ways; any thread may call it. The
/// room answers through <see cref="Outgoing"/>, which completes after the last message: then the socket is to be closed (code 1000).
/// A participant that resumes has a new session; what still comes on its old one is not listened to.
/// </summary>
public sealed class SignalSession
{
    // A client that reads nothing is given up at this many messages: minutes of a busy meeting.
    private const int MaxOutgoing = 4096;

    // What one client may have waiting at its room; more is a flood, and dropped.
    private const int MaxIncoming = 1024;

    private readonly Channel<SignalResponse> _outgoing = Channel.CreateBounded<SignalResponse>(
        new BoundedChannelOptions(MaxOutgoing) { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly Action<Action> _post;
    private int _waiting;
    private int _dropped;
    private int _closed;

    internal SignalSession(Action<Action> post) => _post = post;

    /// <summary>Messages to send, in order.</summary>
    public ChannelReader<SignalResponse> Outgoing => _outgoing.Reader;

    /// <summary>For logs.</summary>
    public string RoomName { get; internal set; } = "";

    /// <summary>For logs.</summary>
    public string Identity { get; internal set; } = "";

    /// <summary>For logs; empty for a session that only carries a refusal.</summary>
    public string ParticipantSid { get; internal set; } = "";

    /// <summary>Incoming messages thrown away because too many were waiting.</summary>
    public int DroppedRequests => Volatile.Read(ref _dropped);

    /// <summary>Whoever answers; null for a session that only carries a refusal.</summary>
    internal ISignalHandler? Handler { get; set; }

    /// <summary>A message from the client.</summary>
    public void Handle(SignalRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Handler is not { } handler)
            return;
        if (Interlocked.Increment(ref _waiting) > MaxIncoming)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _post(() =>
        {
            Interlocked.Decrement(ref _waiting);
            handler.HandleSignal(this, request);
        });
    }

    /// <summary>The socket is gone, with or without a goodbye. Calling it again does nothing.</summary>
    public void OnSocketClosed()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _outgoing.Writer.TryComplete();
        if (Handler is { } handler)
            _post(() => handler.OnSignalClosed(this));
    }

    /// <summary>False when the client has stopped reading; the session is then over.</summary>
    internal bool Send(SignalResponse response)
    {
        if (_outgoing.Writer.TryWrite(response))
            return true;
        _outgoing.Writer.TryComplete();
        return false;
    }

    /// <summary>No more messages; what is queued is still delivered.</summary>
    internal void Complete() => _outgoing.Writer.TryComplete();
}
