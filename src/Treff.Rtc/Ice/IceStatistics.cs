namespace Treff.Rtc.Ice;

/// <summary>What became of the STUN messages that an agent was given.</summary>
public sealed class IceStatistics
{
    /// <summary>Checks that were answered with success.</summary>
    public long ValidChecks { get; internal set; }

    /// <summary>Not STUN, a missing or wrong fingerprint, another method, or a class that the agent has no use for: dropped.</summary>
    public long Ignored { get; internal set; }

    /// <summary>Requests without USERNAME or MESSAGE-INTEGRITY: 400.</summary>
    public long BadRequests { get; internal set; }

    /// <summary>Requests for another user name or with a wrong password: 401.</summary>
    public long Unauthenticated { get; internal set; }

    /// <summary>Authentic requests with an unknown comprehension-required attribute: 420.</summary>
    public long UnknownAttributes { get; internal set; }

    /// <summary>Authentic requests of a peer that believes to have our role: 487.</summary>
    public long RoleConflicts { get; internal set; }

    /// <summary>How often the selected path became another one.</summary>
    public long PathChanges { get; internal set; }
}
