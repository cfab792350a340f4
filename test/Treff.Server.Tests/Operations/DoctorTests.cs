using System.Net;
using System.Net.Sockets;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

public class DoctorTests
{
    [Fact]
    public async Task Where_no_server_runs_it_opens_the_media_port_itself()
    {
        using var folder = new TemporaryFolder();
        var (isHealthy, text) = await ExamineAsync(new() { ["DATA_DIR"] = folder.Path, ["PORT"] = "1", ["MEDIA_UDP_PORT"] = "0", ["FRONTEND_URL"] = "https://localhost" });
        Assert.True(isHealthy, text);
        Assert.Contains("ok       The media server works.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("FAULT", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_media_port_that_is_taken_is_a_fault()
    {
        using var folder = new TemporaryFolder();
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var (isHealthy, text) = await ExamineAsync(new() { ["DATA_DIR"] = folder.Path, ["PORT"] = "1", ["MEDIA_UDP_PORT"] = $"{port}", ["FRONTEND_URL"] = "https://localhost" });
        Assert.False(isHealthy);
        Assert.StartsWith("FAULT    Meetings do not work.", text, StringComparison.Ordinal);
        Assert.Contains($"UDP port {port}", text, StringComparison.Ordinal);
        Assert.Contains("MEDIA_UDP_PORT", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_running_server_its_ports_are_no_fault()
    {
        using var folder = new TemporaryFolder();
        using var server = await TreffProcess.ServeAsync(folder.Path);
        var (isHealthy, text) = await ExamineAsync(new() { ["DATA_DIR"] = folder.Path, ["PORT"] = $"{server.Http.BaseAddress!.Port}", ["FRONTEND_URL"] = "https://localhost" });
        Assert.True(isHealthy, text);
    }

    [Fact]
    public async Task Of_a_running_server_whose_media_server_fails_it_says_so()
    {
        await using var app = await TreffApp.StartAsync();
        app.Rooms.Failure = new LiveKit.RoomServiceException(LiveKit.TwirpErrorCode.Unavailable, "gone");
        using var folder = new TemporaryFolder();
        var (isHealthy, text) = await ExamineAsync(new() { ["DATA_DIR"] = folder.Path, ["PORT"] = $"{app.Address.Port}", ["FRONTEND_URL"] = "https://localhost" });
        Assert.False(isHealthy);
        Assert.StartsWith("FAULT    Meetings do not work. The server that runs here says", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_a_program_it_speaks_the_language_of_the_terminal_and_fails_on_a_fault()
    {
        using var folder = new TemporaryFolder();
        var variables = new Dictionary<string, string> { ["DATA_DIR"] = folder.Path, ["PORT"] = "1", ["MEDIA_UDP_PORT"] = "0", ["LC_ALL"] = "de_DE.UTF-8" };
        var (code, output, error) = await TreffProcess.RunAsync(variables, "doctor");
        Assert.Equal((1, ""), (code, error));
        // Without TLS.
        Assert.StartsWith("FEHLER   TLS fehlt.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de_AT.UTF-8", null, Language.German)]
    [InlineData("C", "de_DE", Language.English)]
    [InlineData("", "de_DE", Language.German)]
    [InlineData(null, null, Language.English)]
    public void The_first_locale_that_is_set_counts(string? all, string? language, Language expected) =>
        Assert.Equal(expected, Doctor.LanguageOf(name => name switch { "LC_ALL" => all, "LANG" => language, _ => null }));

    private static async Task<(bool IsHealthy, string Text)> ExamineAsync(Dictionary<string, string> variables)
    {
        var options = TreffOptionsReader.Read(variables.GetValueOrDefault, out var mistakes);
        Assert.Empty(mistakes);
        using var output = new StringWriter();
        var isHealthy = await Doctor.RunAsync(options, Language.English, output, CancellationToken.None);
        return (isHealthy, output.ToString());
    }
}
