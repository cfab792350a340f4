using Treff.Load;

namespace Treff.Server.Tests.Load;

/// <summary>The load generator against the program as a process: real signalling, real UDP.</summary>
public sealed class LoadRunTests(LoadRunTests.Program program) : IClassFixture<LoadRunTests.Program>
{
    private static readonly Scenario Small = new()
    {
        Name = "small",
        Publishers = 2,
        Subscribers = 3,
        HasAudio = true,
        Layers = Scenario.Single(400_000),
        WarmUp = TimeSpan.Zero,
        Duration = TimeSpan.FromSeconds(2),
    };

    [Fact]
    public async Task Two_publish_three_receive_and_the_figures_make_sense()
    {
        var report = await LoadRun.RunAsync(program.Server.Target, Small, TestContext.Current.CancellationToken);

        Assert.True(report.Packets > 100, program.Server.Output);
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
        var meeting = Small with { Publishers = 3, Subscribers = 0, IsMeeting = true, Layers = Scenario.Simulcast(600_000) };
        var report = await LoadRun.RunAsync(program.Server.Target, meeting, TestContext.Current.CancellationToken);
        Assert.True(report.Packets > 100, program.Server.Output);
        Assert.Equal(report.Packets, report.Delays.Count);
    }

    [Fact]
    public async Task A_wrong_secret_ends_it_with_a_sentence()
    {
        var target = program.Server.Target with { Credentials = new("load", "another secret, long enough for HS256") };
        var failure = await Assert.ThrowsAsync<LoadException>(() => LoadRun.RunAsync(target, Small, TestContext.Current.CancellationToken));
        Assert.Contains("URL, key and secret", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>One server process for all of them.</summary>
    public sealed class Program : IAsyncLifetime
    {
        internal ServerProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Server = await ServerProcess.StartAsync(typeof(TreffServer).Assembly.Location, TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
