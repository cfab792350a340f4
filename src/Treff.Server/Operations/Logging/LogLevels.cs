using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Treff.Server.Operations.Logging;

/// <summary>
/// What is logged, by category: the longest prefix that is configured decides. Can be changed while the server runs.
/// </summary>
public sealed class LogLevels
{
    /// <summary>The name under which the level of all other categories is configured.</summary>
    public const string Default = "default";

    public const int MaxEntries = 50;

    private const int MaxCategoryLength = 200;

    /// <summary>The framework's request log repeats query strings, which carry tokens, and EF's repeats every statement: never more than warnings.</summary>
    private static readonly string[] Noisy = ["Microsoft", "System", "Npgsql"];

    private static readonly FrozenDictionary<string, LogLevel> Names =
        Enum.GetValues<LogLevel>().ToFrozenDictionary(level => level.ToString(), StringComparer.OrdinalIgnoreCase);

    private volatile FrozenDictionary<string, LogLevel> _levels;

    public LogLevels(IReadOnlyDictionary<string, LogLevel> levels) => _levels = Freeze(levels);

    /// <summary>By category prefix; <see cref="Default"/> for all others.</summary>
    public IReadOnlyDictionary<string, LogLevel> Current => _levels;

    /// <summary>From now on, for every logger there is.</summary>
    public void Replace(IReadOnlyDictionary<string, LogLevel> levels) => _levels = Freeze(levels);

    public bool IsEnabled(string? category, LogLevel level) => level != LogLevel.None && level >= LevelOf(category ?? "");

    /// <summary>The level that holds for a category.</summary>
    public LogLevel LevelOf(string category)
    {
        var levels = _levels;
        for (var name = category; name.Length > 0; name = Parent(name))
        {
            if (levels.TryGetValue(name, out var level))
                return level;
        }

        return Array.Exists(Noisy, prefix => IsBelow(category, prefix)) ? LogLevel.Warning : levels[Default];
    }

    /// <summary>
    /// Reads one entry, as in <c>LOG_LEVEL</c> and over the API. False for what is no category or no level, and for details of the framework.
    /// </summary>
    public static bool TryRead(string category, string? name, [NotNullWhen(true)] out LogLevel? level)
    {
        ArgumentNullException.ThrowIfNull(category);
        level = null;
        var isCategory = category.Length is > 0 and <= MaxCategoryLength && category.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');
        if (!isCategory || name is null || !Names.TryGetValue(name, out var found))
            return false;
        if (found < LogLevel.Warning && Array.Exists(Noisy, prefix => IsBelow(category, prefix)))
            return false;
        level = found;
        return true;
    }

    /// <summary>As the API and the configuration write it.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "It is how it is written, not a comparison.")]
    public static string Name(LogLevel level) => level.ToString().ToLower(CultureInfo.InvariantCulture);

    private static bool IsBelow(string category, string prefix) =>
        category.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (category.Length == prefix.Length || category[prefix.Length] == '.');

    private static string Parent(string category) => category.LastIndexOf('.') is > 0 and var dot ? category[..dot] : "";

    private static FrozenDictionary<string, LogLevel> Freeze(IReadOnlyDictionary<string, LogLevel> levels)
    {
        var all = new Dictionary<string, LogLevel>(StringComparer.OrdinalIgnoreCase) { [Default] = LogLevel.Information };
        foreach (var (category, level) in levels)
            all[category] = level;
        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
