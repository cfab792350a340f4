using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Data;

/// <summary>One call that waits for its answer: completed on the room's thread, awaited anywhere.</summary>
internal sealed class ServerCall(Participant callee, TimeSpan timeout)
{
    private readonly TaskCompletionSource<string> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = Guid.NewGuid().ToString();

    public Participant Callee { get; } = callee;

    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Answered or given up.</summary>
    public bool IsOver => _result.Task.IsCompleted;

    public void Complete(RpcResponse response)
    {
        if (response.ValueCase == RpcResponse.ValueOneofCase.Payload)
            _result.TrySetResult(response.Payload);
        else if (response.ValueCase == RpcResponse.ValueOneofCase.Error)
            Fail(TwirpErrorCode.InvalidArgument, $"RpcError {response.Error.Code}: {response.Error.Message}");
        else
            Fail(TwirpErrorCode.Internal, "the participant answered in a form that this server does not read");
    }

    /// <exception cref="RoomServiceException">The participant refused, or did not answer in time.</exception>
    public async Task<string> ResultAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _result.Task.WaitAsync(Timeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            Fail(TwirpErrorCode.DeadlineExceeded, "RpcError 1502: Response timeout");
            return await _result.Task;
        }
        catch (OperationCanceledException)
        {
            _result.TrySetCanceled(cancellationToken);
            throw;
        }
    }

    private void Fail(TwirpErrorCode code, string message) => _result.TrySetException(new RoomServiceException(code, message));
}
