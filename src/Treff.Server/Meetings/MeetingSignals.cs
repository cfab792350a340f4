using System.Collections.Concurrent;
using Treff.Server.Storage;

namespace Treff.Server.Meetings;

/// <summary>
/// Wakes whoever watches a meeting when something about it may have changed, on every node. It says nothing itself: the watcher reads the database, where the
/// truth is, also after a restart. Thread-safe.
/// </summary>
public sealed class MeetingSignals
{
    private const string Topic = "meeting";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new(StringComparer.Ordinal);
    private readonly INodeLink _nodes;

    public MeetingSignals(INodeLink nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        _nodes = nodes;
        nodes.Listen(Topic, Wake, WakeAll);
    }

    /// <summary>Done at the next signal. To be asked for before reading, so that nothing falls in between.</summary>
    public Task NextAsync(string meeting) =>
        _next.GetOrAdd(meeting, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>To be called once the change is in the database: those who are woken read it there.</summary>
    public void Raise(string meeting)
    {
        Wake(meeting);
        _nodes.Tell(Topic, meeting);
    }

    private void Wake(string meeting)
    {
        if (_next.TryRemove(meeting, out var waiting))
            waiting.TrySetResult();
    }

    private void WakeAll()
    {
        foreach (var meeting in _next.Keys)
            Wake(meeting);
    }
}
