using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Treff.Server.Operations;
using Treff.Server.Storage;

namespace Treff.Server.ApiKeys;

/// <summary>A key that was just made; its text is never shown again.</summary>
public sealed record NewApiKey(ApiKey Key, string Text);

/// <summary>The keys that are valid: those of the environment and those made on the dashboard.</summary>
public sealed class ApiKeyRing(TreffDbContext database, TreffOptions options, TimeProvider time)
{
    /// <summary>So many are kept. Each request compares with all of them, some microseconds.</summary>
    public const int MaxKeys = 100;

    /// <summary>Before the random part, for people and for tools that look for secrets in the wrong places.</summary>
    public const string Prefix = "treff_";

    /// <summary>Four random characters beside the prefix: told apart, and no help in guessing the other thirty-nine.</summary>
    private const int StartLength = 10;

    /// <summary>Random bytes of an id.</summary>
    private const int IdBytes = 9;

    /// <summary>Not a write for every request.</summary>
    private static readonly TimeSpan UsePrecision = TimeSpan.FromMinutes(1);

    /// <summary>The name of the key, or null when nobody has such a one. Takes as long for a wrong key as for a right one, however much of it is right.</summary>
    public async Task<string?> FindNameAsync(string key, CancellationToken cancellationToken)
    {
        if (!SecretText.IsPossible(key))
            return null;
        var hash = SecretText.Hash(key);
        string? name = null;
        foreach (var configured in options.ApiKeys)
            name = CryptographicOperations.FixedTimeEquals(configured.Hash, hash) ? configured.Name : name;
        ApiKey? found = null;
        foreach (var stored in await database.ApiKeys.AsNoTracking().ToListAsync(cancellationToken))
            found = CryptographicOperations.FixedTimeEquals(stored.Hash, hash) ? stored : found;
        if (found is not null)
            await NoteUseAsync(found.Id, cancellationToken);
        return found?.Name ?? name;
    }

    /// <summary>Those made on the dashboard, the newest first.</summary>
    public Task<List<ApiKey>> ListAsync(CancellationToken cancellationToken) =>
        database.ApiKeys.AsNoTracking().OrderByDescending(k => k.CreatedAt).ThenBy(k => k.Id).ToListAsync(cancellationToken);

    /// <summary>A new key under this name, or why there is none.</summary>
    public async Task<(NewApiKey? Created, Problem? Refusal)> CreateAsync(string name, CancellationToken cancellationToken)
    {
        if (await database.ApiKeys.CountAsync(cancellationToken) >= MaxKeys)
            return (null, ApiKeyProblems.TooMany);
        if (options.ApiKeys.Any(k => k.Name == name) || await database.ApiKeys.AnyAsync(k => k.Name == name, cancellationToken))
            return (null, ApiKeyProblems.NameTaken);
        var text = Prefix + SecretText.New();
        var key = new ApiKey
        {
            Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)),
            Name = name,
            Hash = SecretText.Hash(text),
            Start = text[..StartLength],
            CreatedAt = time.GetUtcSeconds(),
        };
        database.ApiKeys.Add(key);
        await database.SaveChangesAsync(cancellationToken);
        return (new NewApiKey(key, text), null);
    }

    /// <summary>From now on the key is unknown. False when there is none with this id.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) =>
        await database.ApiKeys.Where(k => k.Id == id).ExecuteDeleteAsync(cancellationToken) > 0;

    private async Task NoteUseAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now - UsePrecision;
        await database.ApiKeys.Where(k => k.Id == id && (k.LastUsedAt == null || k.LastUsedAt <= before))
            .ExecuteUpdateAsync(row => row.SetProperty(k => k.LastUsedAt, now), cancellationToken);
    }
}
