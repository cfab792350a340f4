using System.Globalization;

namespace Treff.Fuzz;

/// <summary>What <c>./dev fuzz</c> asks for; without it every target runs its short number of inputs.</summary>
internal static class FuzzSettings
{
    /// <summary>A number of inputs, or of seconds with an s behind it; null = short.</summary>
    public static string? Amount { get; } = Text("TREFF_FUZZ");

    /// <summary>The only target to run.</summary>
    public static string? Target { get; } = Text("TREFF_FUZZ_TARGET");

    /// <summary>The seed of the first life; findings name it.</summary>
    public static ulong Seed { get; } = Text("TREFF_FUZZ_SEED") is { } seed ? ulong.Parse(seed, CultureInfo.InvariantCulture) : 1;

    /// <summary>A file that gets one line per target.</summary>
    public static string? Report { get; } = Text("TREFF_FUZZ_REPORT");

    public static bool IsLong => Amount is not null;

    public static long Inputs(FuzzTarget target) => Amount switch
    {
        null => target.ShortInputs,
        _ when Duration < TimeSpan.MaxValue => long.MaxValue,
        _ => long.Parse(Amount, CultureInfo.InvariantCulture),
    };

    public static TimeSpan Duration => Amount is { } amount && amount.EndsWith('s')
        ? TimeSpan.FromSeconds(double.Parse(amount[..^1], CultureInfo.InvariantCulture))
        : TimeSpan.MaxValue;

    private static string? Text(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
