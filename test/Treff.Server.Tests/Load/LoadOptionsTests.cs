using Treff.Load;

namespace Treff.Server.Tests.Load;

public sealed class LoadOptionsTests
{
    [Fact]
    public void Without_words_the_standard_scenarios_run_against_a_server_of_its_own()
    {
        var options = LoadOptions.Parse([]);
        Assert.Null(options.Target);
        Assert.Equal(Scenario.Standard.Select(scenario => scenario.Name), options.Scenarios.Select(scenario => scenario.Name));
    }

    [Fact]
    public void Another_server_is_driven_by_url_key_secret_and_process()
    {
        var target = LoadOptions.Parse(["--url", "http://127.0.0.1:7880", "--key", "devkey", "--secret", "secret", "--pid", "7"]).Target!;
        Assert.Equal(new Uri("ws://127.0.0.1:7880"), target.Url);
        Assert.Equal("devkey", target.Credentials.Key);
        Assert.Equal(7, target.ProcessId);
    }

    [Fact]
    public void A_scenario_of_ones_own_takes_the_place_of_the_standard_ones()
    {
        var scenario = Assert.Single(LoadOptions.Parse(["--publishers", "3", "--subscribers", "9", "--layers", "3", "--bitrate", "900000", "--audio", "--seconds", "5"]).Scenarios);
        Assert.Equal((3, 9, true), (scenario.Publishers, scenario.Subscribers, scenario.HasAudio));
        Assert.Equal([90_000, 300_000, 900_000], scenario.Layers.Select(layer => layer.BitsPerSecond));
        Assert.Equal(TimeSpan.FromSeconds(5), scenario.Duration);
    }

    [Theory]
    [InlineData("--seconds is “soon” but must be a whole number from 1 to 600.", "--seconds", "soon")]
    [InlineData("Unknown: --fast.", "--fast")]
    [InlineData("--url needs --key and --secret.", "--url", "ws://127.0.0.1:7880")]
    [InlineData("--url is “gopher://x”", "--url", "gopher://x")]
    [InlineData("--layers must be 0, 1 or 3.", "--publishers", "1", "--layers", "2")]
    [InlineData("No scenario is called “x”", "--scenario", "x")]
    [InlineData("--key needs a value.", "--key")]
    [InlineData("--pid is for a server given by --url.", "--pid", "1")]
    public void What_is_wrong_is_said(string message, params string[] words)
    {
        var failure = Assert.Throws<LoadException>(() => LoadOptions.Parse(words));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }
}
