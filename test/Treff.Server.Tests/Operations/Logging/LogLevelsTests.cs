using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Treff.Server.Operations.Logging;
using Treff.Server.Tests.Admin;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations.Logging;

public class LogLevelsTests
{
    [Theory]
    [InlineData("Treff.Sfu.Rooms.Room", LogLevel.Debug)]
    [InlineData("Treff.Sfu", LogLevel.Debug)]
    [InlineData("treff.sfu.Signal", LogLevel.Debug)]
    [InlineData("Treff.SfuOther", LogLevel.Error)]
    [InlineData("Treff.Server.Lobby", LogLevel.Trace)]
    [InlineData("Other", LogLevel.Error)]
    [InlineData("", LogLevel.Error)]
    [InlineData("Microsoft.AspNetCore.Hosting", LogLevel.Warning)]
    [InlineData("System.Net.Http", LogLevel.Critical)]
    public void The_longest_configured_prefix_decides(string category, LogLevel expected)
    {
        var levels = new LogLevels(new Dictionary<string, LogLevel>
        {
            ["default"] = LogLevel.Error,
            ["Treff.Sfu"] = LogLevel.Debug,
            ["Treff.Server.Lobby"] = LogLevel.Trace,
            ["System.Net"] = LogLevel.Critical,
        });
        Assert.Equal(expected, levels.LevelOf(category));
        Assert.True(levels.IsEnabled(category, expected));
        Assert.False(levels.IsEnabled(category, expected - 1));
    }

    [Theory]
    [InlineData("Treff", "DEBUG", LogLevel.Debug)]
    [InlineData("default", "none", LogLevel.None)]
    [InlineData("Microsoft.AspNetCore", "error", LogLevel.Error)]
    [InlineData("Microsoft.AspNetCore", "information", null)]
    [InlineData("System", "trace", null)]
    [InlineData("Systematic", "trace", LogLevel.Trace)]
    [InlineData("Treff", "loud", null)]
    [InlineData("Treff", "1", null)]
    [InlineData("Treff", null, null)]
    [InlineData("a b", "debug", null)]
    [InlineData("", "debug", null)]
    public void Entries_are_read_or_refused(string category, string? name, LogLevel? expected)
    {
        Assert.Equal(expected is not null, LogLevels.TryRead(category, name, out var level));
        Assert.Equal(expected, level);
    }

    [Fact]
    public async Task The_operator_changes_them_while_the_server_runs()
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        using var changed = await admin.SendAsync(HttpMethod.Put, "log-levels", new { levels = new Dictionary<string, string> { ["Treff.Sfu"] = "debug" } });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var levels = (await admin.GetAsync("log-levels")).GetProperty("levels");
        Assert.Equal("{\"Treff.Sfu\":\"debug\",\"default\":\"information\"}", levels.GetRawText());
    }

    [Theory]
    [InlineData("{}", "log_levels_missing")]
    [InlineData("{\"levels\":{\"Treff\":\"loud\"}}", "log_level_invalid")]
    [InlineData("{\"levels\":{\"Microsoft\":\"debug\"}}", "log_level_invalid")]
    [InlineData("{\"levels\":{\"Treff\":null}}", "log_level_invalid")]
    public async Task Mistakes_are_explained_and_change_nothing(string body, string code)
    {
        await using var admin = await AdminApp.StartSignedInAsync();
        using var response = await admin.SendAsync(HttpMethod.Put, "log-levels", JsonDocument.Parse(body).RootElement);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal("{\"default\":\"information\"}", (await admin.GetAsync("log-levels")).GetProperty("levels").GetRawText());
    }

    [Fact]
    public async Task Lines_are_json_when_asked_for()
    {
        using var folder = new TemporaryFolder();
        using var server = await TreffProcess.ServeAsync(folder.Path, new() { ["LOG_FORMAT"] = "json", ["LOG_LEVEL"] = "warning,Treff.Server=information" });
        using var line = JsonDocument.Parse(server.FirstLines[^1]);
        Assert.Equal("Information", line.RootElement.GetProperty("LogLevel").GetString());
        Assert.Equal("Treff.Server", line.RootElement.GetProperty("Category").GetString());
        Assert.Equal("embedded", line.RootElement.GetProperty("State").GetProperty("Where").GetString());
        // What the media server says at start is information, and of another category.
        Assert.Single(server.FirstLines);
    }
}
