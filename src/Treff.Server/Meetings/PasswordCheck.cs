using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Treff.Server.Meetings;

/// <summary>
/// Hashes and compares passwords away from the requests, a few at a time: half of the processors at most, so that neither media nor other guests wait
/// for it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to release.")]
public sealed class PasswordCheck
{
    /// <summary>Some 100 bytes each.</summary>
    private const int MaxRemembered = 10_000;

    // Of passwords that were right, a fingerprint with a key that only this process knows and never writes anywhere.
    private readonly ConcurrentDictionary<string, byte> _right = new(StringComparer.Ordinal);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The text to store; null for no password.</summary>
    public async Task<string?> HashAsync(string? password, CancellationToken cancellationToken) =>
        password is null ? null : await RunAsync(() => Passwords.Hash(password), cancellationToken);

    public async Task<bool> VerifyAsync(string password, string stored, CancellationToken cancellationToken)
    {
        // Somebody else of the same class may have been right while this one waited for a slot.
        var isRight = WasRight(password, stored) || await RunAsync(() => Passwords.Verify(password, stored), cancellationToken);
        if (isRight && _right.Count < MaxRemembered)
            _right.TryAdd(Fingerprint(password, stored), 0);
        return isRight;
    }

    /// <summary>Whether this password was found right before, since the start of the server. It costs nothing; false says nothing.</summary>
    public bool WasRight(string password, string stored) => _right.ContainsKey(Fingerprint(password, stored));

    private string Fingerprint(string password, string stored) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{stored}\n{password}")));

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
