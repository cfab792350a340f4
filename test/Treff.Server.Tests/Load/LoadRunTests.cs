using Treff.Load;

namespace Treff.Server.Tests.Load;

/// <summary>The load generator against the program as a process: real signalling, real UDP.</summary>
public sealed class LoadRunTests
{
    private static readonly Scenario Small = new()
    {
        Name = "small",
        Publishers = 2,
        Subscribers = 3,
        HasAudio = true,
        Layers = Scenario.Single(400_000),
        Duration = TimeSpan.FromSeconds(2),
    };

    [Fact]
    public async Task Two_publish_three_receive_and_the_figures_make_sense()
    {
        await using var server = await ServerProcess.StartAsync(typeof(TreffServer).Assembly.Location, TestContext.Current.CancellationToken);
        var report = await LoadRun.RunAsync(server.Target, Small, TestContext.Current.CancellationToken);

        Assert.True(report.Packets > 100, server.Output);
        Assert.Equal(report.Packets, report.Delays.Count);
        Assert.True(report.Delays.Percentile(0.5) <= report.Delays.Percentile(0.99));
        Assert.InRange(report.Delays.Maximum, 1, TimeSpan.FromSeconds(30).TotalMicroseconds);
        Assert.InRange(report.LossRate, 0, 0.5);
        Assert.True(report.JoinsPerSecond > 0);
        if (!OperatingSystem.IsLinux())
            return;
        Assert.True(report.MicrosecondsPerPacket > 0);
        Assert.Equal(report.MicrosecondsPerPacket!.Value, report.UserMicrosecondsPerPacket!.Value + report.KernelMicrosecondsPerPacket!.Value, 6);
        Assert.NotNull(report.ResidentMegabytesPerParticipant);
        Assert.NotNull(report.Runtime);
    }

    [Fact]
    public async Task A_meeting_with_simulcast_reaches_everybody_but_the_sender()
    {
        await using var server = await ServerProcess.StartAsync(typeof(TreffServer).Assembly.Location, TestContext.Current.CancellationToken);
        var meeting = Small with { Publishers = 3, Subscribers = 0, IsMeeting = true, Layers = Scenario.Simulcast(600_000) };
        var report = await LoadRun.RunAsync(server.Target, meeting, TestContext.Current.CancellationToken);
        Assert.True(report.Packets > 100, server.Output);
        Assert.Equal(report.Packets, report.Delays.Count);
    }

    [Fact]
    public async Task A_wrong_secret_ends_it_with_a_sentence()
    {
        await using var server = await ServerProcess.StartAsync(typeof(TreffServer).Assembly.Location, TestContext.Current.CancellationToken);
        var target = server.Target with { Credentials = new("load", "another secret, long enough for HS256") };
        var failure = await Assert.ThrowsAsync<LoadException>(() => LoadRun.RunAsync(target, Small, TestContext.Current.CancellationToken));
        Assert.Contains("URL, key and secret", failure.Message, StringComparison.Ordinal);
    }
}
