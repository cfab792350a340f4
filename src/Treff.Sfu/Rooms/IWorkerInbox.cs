namespace Treff.Sfu.Rooms;

/// <summary>The way from other threads to a media worker.</summary>
internal interface IWorkerInbox
{
    /// <summary>Runs the command on the worker's thread, after those posted before. Any thread.</summary>
    void Post(WorkerCommand command);
}
