using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Treff.Sfu.Rooms;

namespace Treff.Server.Operations;

/// <summary>Calls that cost more than others, each with a limit of its own.</summary>
public enum RequestKind
{
    Create,

    Join,

    /// <summary>Waiting on a ticket.</summary>
    Wait,
}

/// <summary>
/// How often an address may call the API, and how often all together may join one meeting, by ASP.NET Core's rate limiter. Who comes from a trusted proxy that
/// does not say for whom is not counted by address: everybody would share one count.
/// </summary>
public static class RequestRates
{
    public static TBuilder CountedAs<TBuilder>(this TBuilder endpoint, RequestKind kind)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Counted(kind));

    public static IServiceCollection AddRequestRates(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<TreffOptions, TrustedProxies, TimeProvider>(Configure);
        return services;
    }

    private static void Configure(RateLimiterOptions limiter, TreffOptions options, TrustedProxies proxies, TimeProvider time)
    {
        var limits = options.Limits;
        limiter.OnRejected = AnswerAsync;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, UInt128>(context =>
                IsApi(context) ? ByAddress(context, proxies, limits.MaxApiRequestsPerMinute, time) : RateLimitPartition.GetNoLimiter(UInt128.Zero)),
            OfKind(RequestKind.Create, limits.MaxCreatesPerMinute),
            OfKind(RequestKind.Join, limits.MaxJoinsPerMinute),
            OfKind(RequestKind.Wait, limits.MaxWaitsPerMinute),
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                KindOf(context) == RequestKind.Join
                    ? RateLimitPartition.Get(MeetingOf(context), _ => new PacedRateLimiter(limits.MaxJoinsPerMeetingPerMinute, time))
                    : RateLimitPartition.GetNoLimiter("")));

        PartitionedRateLimiter<HttpContext> OfKind(RequestKind kind, int perMinute) => PartitionedRateLimiter.Create<HttpContext, UInt128>(context =>
            KindOf(context) == kind ? ByAddress(context, proxies, perMinute, time) : RateLimitPartition.GetNoLimiter(UInt128.Zero));
    }

    private static RateLimitPartition<UInt128> ByAddress(HttpContext context, TrustedProxies proxies, int perMinute, TimeProvider time)
    {
        var address = ClientAddress.Of(context);
        return proxies.Contains(address)
            ? RateLimitPartition.GetNoLimiter(UInt128.Zero)
            : RateLimitPartition.Get(ClientAddress.NetworkOf(address), _ => new PacedRateLimiter(perMinute, time));
    }

    private static ValueTask AnswerAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var context = rejected.HttpContext;
        context.RequestServices.GetRequiredService<Refusals>().Count(Refusal.Requests);
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        return new ValueTask((Problems.TooManyRequests with { RetryAfter = wait }).ExecuteAsync(context));
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    private static RequestKind? KindOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Counted>()?.Kind;

    // Spelled in another way, a code has its own count; that is at most a few times as much.
    private static string MeetingOf(HttpContext context) => (context.GetRouteValue("id") as string ?? "").ToLowerInvariant();

    private sealed record Counted(RequestKind Kind);
}
