using System.Net;
using System.Net.Sockets;
using Treff.LiveKit;
using Treff.Server.Operations;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

public class CommandLineTests
{
    [Theory]
    [InlineData(0, "Treff ", "", "--version")]
    [InlineData(0, "treff backup FILE", "", "--help")]
    [InlineData(2, "", "There is no command 'serve'.", "serve")]
    [InlineData(1, "", "docs/configuration.md", "doctor", "PORT=x")]
    [InlineData(2, "", "There is no command 'backup'.", "backup")]
    [InlineData(1, "", "docs/configuration.md", "healthcheck", "PORT=x")]
    public async Task Commands_are_known_or_explained(int code, string output, string error, string argument, string variable = "")
    {
        using var outputs = new StringWriter();
        using var errors = new StringWriter();
        var exit = await CommandLine.RunAsync([argument], name => variable.StartsWith(name + "=", StringComparison.Ordinal) ? "x" : null, outputs, errors);
        Assert.Equal(code, exit);
        Assert.Contains(output, outputs.ToString(), StringComparison.Ordinal);
        Assert.Contains(error, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healthcheck_asks_the_server_of_this_machine()
    {
        await using var app = await TreffApp.StartAsync();
        var answer = await HealthQuestion.AskAsync(Options(app), CancellationToken.None);
        Assert.True(answer.IsUp);
        Assert.Contains("\"status\":\"ok\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healthcheck_asks_behind_tls_whatever_name_the_certificate_has()
    {
        using var folder = new TemporaryFolder();
        var files = TestCertificate.Write(folder, "meet.example.org");
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { TlsFiles = files });
        var answer = await HealthQuestion.AskAsync(new TreffOptions { Port = app.Address.Port, Tls = new() { Files = files } }, CancellationToken.None);
        Assert.True(answer.IsUp);
    }

    [Fact]
    public async Task Healthcheck_says_when_nobody_answers()
    {
        var app = await TreffApp.StartAsync();
        var options = Options(app);
        (await app.StopAsync()).Dispose();
        var answer = await HealthQuestion.AskAsync(options, CancellationToken.None);
        Assert.False(answer.IsUp);
        Assert.Contains("does not answer", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healthcheck_says_what_is_not_up()
    {
        await using var app = await TreffApp.StartAsync();
        app.Rooms.Failure = new RoomServiceException(TwirpErrorCode.Unavailable, "gone");
        var answer = await HealthQuestion.AskAsync(Options(app), CancellationToken.None);
        Assert.Equal((false, "unreachable", "ok"), (answer.IsUp, answer.Health!.MediaServer, answer.Health.Database));
    }

    [Fact]
    public async Task Healthcheck_does_not_take_another_server_for_treff()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asking = HealthQuestion.AskAsync(new TreffOptions { Port = ((IPEndPoint)listener.LocalEndpoint).Port }, CancellationToken.None);
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray());
        var answer = await asking;
        Assert.False(answer.IsUp);
        Assert.Contains("is not Treff", answer.Text, StringComparison.Ordinal);
    }

    private static TreffOptions Options(TreffApp app) => new() { Port = app.Address.Port };
}
