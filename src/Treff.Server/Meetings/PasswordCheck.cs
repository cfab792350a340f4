using System.Diagnostics.CodeAnalysis;

namespace Treff.Server.Meetings;

/// <summary>
/// Hashes and compares passwords away from the requests, a few at a time: half of the processors at most, so that neither media nor other guests wait
/// for it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to release.")]
public sealed class PasswordCheck
{
    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The text to store; null for no password.</summary>
    public async Task<string?> HashAsync(string? password, CancellationToken cancellationToken) =>
        password is null ? null : await RunAsync(() => Passwords.Hash(password), cancellationToken);

    public Task<bool> VerifyAsync(string password, string stored, CancellationToken cancellationToken) =>
        RunAsync(() => Passwords.Verify(password, stored), cancellationToken);

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }
}
