using System.Threading.Channels;
using Treff.LiveKit.Protocol;
using Treff.Server.Storage;

namespace Treff.Server.Cluster;

/// <summary>
/// Takes what LiveKit tells by webhook, and what was found out by asking, into one queue for the event feed. The same thing told twice counts once: LiveKit repeats a
/// webhook whose answer it did not get. Nodes tell each other who came, so that the one that asks does not take for missed what another was told. Thread-safe.
/// </summary>
public sealed class WebhookInbox : IHostedService
{
    private const string Topic = "webhook";

    /// <summary>Some megabytes. More are refused; LiveKit tries again.</summary>
    public const int MaxQueued = 10_000;

    /// <summary>Ids that are remembered. LiveKit repeats within half a minute.</summary>
    public const int MaxRemembered = 20_000;

    private readonly Channel<WebhookEvent> _queue = Channel.CreateBounded<WebhookEvent>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestKnown = new();
    private readonly Lock _gate = new();
    private readonly INodeLink _nodes;
    private long _arrived;

    public WebhookInbox(INodeLink nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        _nodes = nodes;
        // What was missed is found by asking, and counts once more: that does no harm.
        nodes.Listen(Topic, Hear, static () => { });
    }

    /// <summary>What came, in its order, each once; ends when the server stops.</summary>
    public ChannelReader<WebhookEvent> Events => _queue.Reader;

    /// <summary>Webhooks since the start, repeated ones included, and those that other nodes told of.</summary>
    public long Arrived => Interlocked.Read(ref _arrived);

    /// <summary>A webhook. False: there is no room for it now, or the server stops; it should be sent again.</summary>
    public bool TryAccept(WebhookEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        Interlocked.Increment(ref _arrived);
        var isTaken = TryAdd(happened);
        // An id is of interest to nobody else: each webhook comes to one node.
        if (isTaken && KeysOf(happened).LastOrDefault() is { } key && key != happened.Id)
            _nodes.Tell(Topic, key);
        return isTaken;
    }

    /// <summary>Something that was found out by asking. True when nobody had told it.</summary>
    public bool TryFind(WebhookEvent found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return !IsKnown(found) && TryAdd(found);
    }

    /// <summary>This has been told, or found out.</summary>
    public bool IsKnown(WebhookEvent happened)
    {
        lock (_gate)
            return KeysOf(happened).Any(_known.Contains);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return Task.CompletedTask;
    }

    private bool TryAdd(WebhookEvent happened)
    {
        var keys = KeysOf(happened).ToList();
        lock (_gate)
        {
            if (keys.Exists(_known.Contains))
                return true;
            if (!_queue.Writer.TryWrite(happened))
                return false;
            foreach (var key in keys)
                Remember(key);
            return true;
        }
    }

    private void Hear(string key)
    {
        Interlocked.Increment(ref _arrived);
        lock (_gate)
            Remember(key);
    }

    private void Remember(string key)
    {
        if (!_known.Add(key))
            return;
        _oldestKnown.Enqueue(key);
        if (_oldestKnown.Count > MaxRemembered)
            _known.Remove(_oldestKnown.Dequeue());
    }

    /// <summary>By its id, and what happens only once also by whom it is about: that was perhaps found out before it was told.</summary>
    private static IEnumerable<string> KeysOf(WebhookEvent happened)
    {
        if (happened.Id.Length > 0)
            yield return happened.Id;
        if (happened.Event == "participant_joined" && happened.Participant is { Sid.Length: > 0 } participant)
            yield return "joined " + participant.Sid;
        if (happened.Event == "room_started" && happened.Room is { Sid.Length: > 0 } room)
            yield return "started " + room.Sid;
    }
}
