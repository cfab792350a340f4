namespace Treff.Server.Moderation;

/// <summary>The words of the log.</summary>
public static class ModerationAction
{
    public const string Settings = "settings";
    public const string HostKey = "host_key";
    public const string Admit = "admit";
    public const string Deny = "deny";
    public const string Mute = "mute";
    public const string MuteAll = "mute_all";
    public const string AskToUnmute = "ask_to_unmute";
    public const string Remove = "remove";
    public const string KeepOut = "keep_out";
    public const string Role = "role";
    public const string LowerHand = "lower_hand";
    public const string LowerHands = "lower_hands";
    public const string Spotlight = "spotlight";
    public const string End = "end";
}

/// <summary>Something that a moderator did, before it is written down.</summary>
/// <param name="Action">A word of <see cref="ModerationAction"/>.</param>
/// <param name="TargetIdentity">Whom it was done to.</param>
/// <param name="TargetName">Their name at that time.</param>
/// <param name="Detail">What more there is to know.</param>
public sealed record Deed(string Action, string? TargetIdentity = null, string? TargetName = null, string? Detail = null);
