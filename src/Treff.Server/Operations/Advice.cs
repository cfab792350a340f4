namespace Treff.Server.Operations;

/// <summary>How much something matters.</summary>
public enum AdviceLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Good to know.</summary>
    Hint,

    /// <summary>Works, but not as well or as safely as it could.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Problem,
}

/// <summary>What an operator should know, and what to do about it.</summary>
public sealed record Advice(string Code, AdviceLevel Level, LocalText Title, LocalText Detail);
