namespace Treff.Sfu.Rooms;

/// <summary>Something to do on a media worker's thread.</summary>
internal abstract class WorkerCommand
{
    public abstract void Execute(IRoomHost host);

    /// <summary><see cref="Execute"/> threw: our bug, and only what the command was about ends.</summary>
    public virtual void OnFault(Exception exception)
    {
    }

    /// <summary>The worker has stopped; the command will not be executed. Any thread.</summary>
    public virtual void OnAbandoned()
    {
    }
}

/// <summary>A command whose result somebody awaits; never runs continuations on the worker's thread.</summary>
internal abstract class WorkerCommand<TResult> : WorkerCommand
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Result => _completion.Task;

    public sealed override void Execute(IRoomHost host) => _completion.TrySetResult(Handle(host));

    public override void OnFault(Exception exception) => _completion.TrySetException(exception);

    public override void OnAbandoned() => _completion.TrySetException(new InvalidOperationException("The media server has stopped."));

    protected abstract TResult Handle(IRoomHost host);
}

/// <summary>Commands from delegates, for callers that need no class of their own.</summary>
internal static class WorkerInboxExtensions
{
    public static void Post(this IWorkerInbox inbox, Action<IRoomHost> action, Action<Exception>? onFault = null) =>
        inbox.Post(new DelegateCommand(action, onFault));

    /// <summary>Runs the function on the worker's thread; its exception is the caller's.</summary>
    public static Task<TResult> InvokeAsync<TResult>(this IWorkerInbox inbox, Func<IRoomHost, TResult> function)
    {
        var command = new DelegateCommand<TResult>(function);
        inbox.Post(command);
        return command.Result;
    }

    private sealed class DelegateCommand(Action<IRoomHost> action, Action<Exception>? onFault) : WorkerCommand
    {
        public override void Execute(IRoomHost host) => action(host);

        public override void OnFault(Exception exception) => onFault?.Invoke(exception);
    }

    private sealed class DelegateCommand<TResult>(Func<IRoomHost, TResult> function) : WorkerCommand<TResult>
    {
        protected override TResult Handle(IRoomHost host) => function(host);
    }
}
