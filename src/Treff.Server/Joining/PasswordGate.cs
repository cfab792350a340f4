using System.Diagnostics.CodeAnalysis;
using System.Net;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Sfu.Rooms;

namespace Treff.Server.Joining;

/// <summary>
/// Asks for the password of a meeting. Those of one address wait for each other, so that nobody tries ten at once; a whole class behind one address that knows
/// the password costs the work of one.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Semaphores whose wait handle is never asked for hold nothing to release.")]
public sealed class PasswordGate(PasswordCheck passwords, PasswordTries tries, Refusals refusals, TimeProvider time)
{
    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Null: it was right.</summary>
    public async Task<Problem?> CheckAsync(Meeting meeting, string password, IPAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        var stored = meeting.PasswordHash ?? "";
        if (passwords.WasRight(password, stored))
            return null;
        var lane = _lanes[(uint)HashCode.Combine(meeting.Id, ClientAddress.NetworkOf(address)) % (uint)_lanes.Length];
        TimeSpan pause;
        await lane.WaitAsync(cancellationToken);
        try
        {
            var wait = tries.Wait(meeting.Id, address);
            if (wait > TimeSpan.Zero)
            {
                refusals.Count(Refusal.PasswordTries);
                return JoinProblems.TooManyPasswordTries with { RetryAfter = wait };
            }

            if (password.Length <= Passwords.MaxLength && await passwords.VerifyAsync(password, stored, cancellationToken))
                return null;
            pause = tries.Fail(meeting.Id, address);
        }
        finally
        {
            lane.Release();
        }

        await Task.Delay(pause, time, cancellationToken);
        return JoinProblems.PasswordWrong;
    }
}
