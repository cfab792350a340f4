using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Treff.Sfu.Rooms;

/// <summary>Brings calls from other threads to the rooms of one worker.</summary>
internal sealed class RoomLoop
{
    private readonly IWorkerInbox _inbox;
    private readonly RoomRegistry _rooms;

    public RoomLoop(IWorkerInbox inbox, RoomServices services)
    {
        _inbox = inbox;
        _rooms = new RoomRegistry(services, action => inbox.Post(_ => action()));
    }

    /// <summary>For the worker's thread.</summary>
    public RoomRegistry Rooms => _rooms;

    /// <summary>What the action throws is the caller's to handle; the worker does not take it for a failure of its own.</summary>
    public async Task<T> RunAsync<T>(Func<RoomRegistry, T> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcome = await _inbox.InvokeAsync(_ => Outcome<T>.Of(action, _rooms)).WaitAsync(cancellationToken).ConfigureAwait(false);
        return outcome.Get();
    }

    private sealed record Outcome<T>(T? Value, ExceptionDispatchInfo? Failure)
    {
        [SuppressMessage("Design", "CA1031", Justification = "It is thrown again where somebody waits for it.")]
        public static Outcome<T> Of(Func<RoomRegistry, T> action, RoomRegistry rooms)
        {
            try
            {
                return new Outcome<T>(action(rooms), null);
            }
            catch (Exception exception)
            {
                return new Outcome<T>(default, ExceptionDispatchInfo.Capture(exception));
            }
        }

        public T Get()
        {
            Failure?.Throw();
            return Value!;
        }
    }
}
