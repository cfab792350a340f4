namespace Treff.Rtc.Turn;

/// <summary>What one participant is told for the long-term credential mechanism. The password is a secret and stays out of <see cref="ToString"/>.</summary>
public sealed record TurnCredentials(string Username, string Password)
{
    public override string ToString() => Username;
}
