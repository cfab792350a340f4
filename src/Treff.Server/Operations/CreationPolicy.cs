namespace Treff.Server.Operations;

/// <summary>Who may create meetings on this server.</summary>
public enum CreationPolicy
{
    /// <summary>Everybody who reaches it.</summary>
    Anyone,

    /// <summary>Who has an API key, and the operator.</summary>
    Key,

    /// <summary>The operator alone.</summary>
    Admin,
}

/// <summary>The words of settings and answers.</summary>
public static class CreationPolicies
{
    public static string Word(this CreationPolicy policy) => policy switch
    {
        CreationPolicy.Key => "key",
        CreationPolicy.Admin => "admin",
        _ => "anyone",
    };
}
