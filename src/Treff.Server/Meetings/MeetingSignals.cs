using System.Collections.Concurrent;

namespace Treff.Server.Meetings;

/// <summary>
/// Wakes whoever watches a meeting when something about it may have changed. It says nothing itself: the watcher reads the database, where the truth
/// is, also after a restart. Thread-safe.
/// </summary>
public sealed class MeetingSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new(StringComparer.Ordinal);

    /// <summary>Done at the next signal. To be asked for before reading, so that nothing falls in between.</summary>
    public Task NextAsync(string meeting) =>
        _next.GetOrAdd(meeting, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Raise(string meeting)
    {
        if (_next.TryRemove(meeting, out var waiting))
            waiting.TrySetResult();
    }
}
