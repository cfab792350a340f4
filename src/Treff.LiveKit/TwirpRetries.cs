using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Treff.LiveKit;

/// <summary>
/// How often a call is tried and how long for: a connection that a load balancer has closed, a LiveKit node that restarts and a lost packet are over within a second.
/// </summary>
internal static class TwirpRetries
{
    /// <summary>Three attempts.</summary>
    public const int Retries = 2;

    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(150);

    /// <summary>A server that is silent for half of the time will not answer in the other half; a second one behind the same address may.</summary>
    private const double ShareOfAnAttempt = 0.5;

    /// <param name="timeout">Of all attempts together.</param>
    /// <param name="firstPause">Before the second attempt; the next is about twice as long.</param>
    /// <param name="isRepeatable">The call may have got there and is made again all the same.</param>
    public static ResiliencePipeline Create(TimeSpan timeout, TimeSpan firstPause, bool isRepeatable) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Retries,
            Delay = firstPause,
            BackoffType = DelayBackoffType.Exponential,
            // Many calls that failed together do not come back together.
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(IsWorthAnother(arguments.Outcome.Exception, isRepeatable)),
        })
        .AddTimeout(isRepeatable ? timeout * ShareOfAnAttempt : timeout)
        .Build();

    private static bool IsWorthAnother(Exception? failure, bool isRepeatable) => failure switch
    {
        RoomServiceException { Retry: TwirpRetry.Always } => true,
        RoomServiceException { Retry: TwirpRetry.WhereRepeatable } or TimeoutRejectedException => isRepeatable,
        _ => false,
    };
}
