namespace Treff.Server.Tests.Support;

/// <summary>What time it is says another clock, which a test turns; how long something takes is real, as in a process of its own: connections do not time out because it is tomorrow.</summary>
internal sealed class SharedDate(TimeProvider date) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => date.GetUtcNow();
}
