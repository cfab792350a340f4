namespace Treff.Server.Meetings;

/// <summary>Who waits until a host lets them in.</summary>
public enum WaitingRoom
{
    Off,

    Everyone,

    /// <summary>Those who know the password come in at once. Without a password: everyone waits.</summary>
    WithoutPassword,
}

/// <summary>Waiting rooms on the wire.</summary>
public static class WaitingRooms
{
    public const string Words = "off, everyone, without_password";

    public static string Word(this WaitingRoom waitingRoom) => waitingRoom switch
    {
        WaitingRoom.Off => "off",
        WaitingRoom.Everyone => "everyone",
        WaitingRoom.WithoutPassword => "without_password",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static bool TryParse(string text, out WaitingRoom waitingRoom)
    {
        foreach (var candidate in Enum.GetValues<WaitingRoom>())
        {
            waitingRoom = candidate;
            if (candidate.Word() == text)
                return true;
        }

        waitingRoom = WaitingRoom.Off;
        return false;
    }
}
