namespace Treff.Server.Hosts;

/// <summary>What somebody may do in a meeting; each may what those before it may.</summary>
public enum MeetingRole
{
    Guest,

    /// <summary>Made by a host: moderates, but not hosts.</summary>
    CoHost,

    /// <summary>Holds the host key, or joined with it.</summary>
    Host,
}

/// <summary>Roles on the wire.</summary>
public static class MeetingRoles
{
    /// <summary>The attribute of every participant that says the role. Only the server sets it.</summary>
    public const string Attribute = "role";

    /// <summary>As in answers and in the attribute.</summary>
    public static string Word(this MeetingRole role) => role switch
    {
        MeetingRole.Guest => "guest",
        MeetingRole.CoHost => "cohost",
        MeetingRole.Host => "host",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
