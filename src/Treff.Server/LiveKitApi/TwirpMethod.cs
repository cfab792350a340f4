using Google.Protobuf;
using Treff.LiveKit;

namespace Treff.Server.LiveKitApi;

/// <summary>One method of the server API: who may call it and what it does.</summary>
public abstract class TwirpMethod
{
    /// <summary>Whether such a grant can suffice at all; nothing of the body is read without.</summary>
    public abstract bool MayCall(VideoGrant grant);

    /// <summary>The answer, or why there is none. <see cref="RoomServiceException"/> passes through.</summary>
    public abstract Task<TwirpResult> CallAsync(TwirpBody encoding, byte[] body, VideoGrant grant, CancellationToken cancellationToken);
}

/// <summary>Either an answer or an error.</summary>
public readonly record struct TwirpResult(IMessage? Answer, TwirpError? Error)
{
    public static implicit operator TwirpResult(TwirpError error) => new(null, error);

    public static TwirpResult Of(IMessage answer) => new(answer, null);
}

/// <inheritdoc/>
/// <param name="right">What the grant must hold.</param>
/// <param name="room">The room of a request, when the grant must be for that room.</param>
/// <param name="call">The work.</param>
public sealed class TwirpMethod<TRequest>(
    Func<VideoGrant, bool> right,
    Func<TRequest, string>? room,
    Func<TRequest, CancellationToken, Task<TwirpResult>> call) : TwirpMethod
    where TRequest : class, IMessage<TRequest>, new()
{
    public override bool MayCall(VideoGrant grant) => right(grant);

    public override async Task<TwirpResult> CallAsync(TwirpBody encoding, byte[] body, VideoGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(grant);
        if (!encoding.TryParse<TRequest>(body, out var request, out var error))
            return error;
        // A grant without a room is for no room, not for all.
        if (room is not null && (grant.Room.Length == 0 || room(request) != grant.Room))
            return TwirpError.PermissionsDenied;
        return await call(request, cancellationToken);
    }
}

/// <summary>A method that is never carried out; its request is not even decoded.</summary>
/// <param name="right">What the grant must hold, so that a missing right is what the caller hears of first.</param>
/// <param name="refusal">The answer.</param>
public sealed class TwirpRefusal(Func<VideoGrant, bool> right, TwirpError refusal) : TwirpMethod
{
    public override bool MayCall(VideoGrant grant) => right(grant);

    public override Task<TwirpResult> CallAsync(TwirpBody encoding, byte[] body, VideoGrant grant, CancellationToken cancellationToken) =>
        Task.FromResult<TwirpResult>(refusal);
}
