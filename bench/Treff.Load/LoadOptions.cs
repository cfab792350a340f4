using Treff.LiveKit;

namespace Treff.Load;

/// <summary>The words of the command line.</summary>
internal sealed record LoadOptions
{
    public const string Help = """
        ./dev load [options]: joins rooms with synthetic clients and measures what the server needs for them.

        Without options a Treff of its own is started, and the standard scenarios run: about two minutes.

          --url URL          another LiveKit-compatible server: ws://127.0.0.1:7880, with --key and --secret
          --key, --secret    its API key and secret
          --pid N            its process, on this machine: without it nothing is known of its processor time and memory
          --server PATH      the Treff.Server.dll to start when there is no --url
          --scenario WORDS   only the standard scenarios whose name contains this
          --seconds N        how long each scenario is measured, 1 to 600; 10 when not given

        A scenario of your own instead of the standard ones:

          --publishers N     participants that send, 1 to 100
          --subscribers N    participants that only receive, 0 to 500
          --meeting          publishers receive each other
          --audio            publishers send audio
          --layers N         video layers of a publisher: 0, 1 or 3; 1 when not given
          --bitrate N        bits per second of the largest layer; 1500000 when not given
          --fps N            frames per second, 1 to 60; 30 when not given

        ./dev load joins: how long joining over the REST API takes while many meetings are stored, beside a bare endpoint.

          --meetings N       stored before, 1 to 100000; 10000 when not given
          --rate N           joins a second, 1 to 2000; 200 when not given
          --seconds N        how long is measured, 1 to 600; 20 when not given

        ./dev soak [minutes]: meetings of twelve, one after the other; memory, handles and complaints of the server at the end. 10 minutes when not given.
        """;

    public Uri? Url { get; private init; }

    public string Key { get; private init; } = "";

    public string Secret { get; private init; } = "";

    public int? ProcessId { get; private init; }

    public string? Server { get; private init; }

    public IReadOnlyList<Scenario> Scenarios { get; private init; } = Scenario.Standard;

    /// <summary>The given server; null when one is to be started.</summary>
    public LoadTarget? Target => Url is null ? null : new LoadTarget(Url, new ApiCredentials(Key, Secret), ProcessId);

    /// <exception cref="LoadException">A word is unknown or a value impossible; the message says which.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> words)
    {
        var values = new Words(words);
        var options = new LoadOptions
        {
            Url = values.Text("--url") is { } url ? ParseUrl(url) : null,
            Key = values.Text("--key") ?? "",
            Secret = values.Text("--secret") ?? "",
            ProcessId = values.Number("--pid", 1, int.MaxValue),
            Server = values.Text("--server"),
            Scenarios = ChooseScenarios(values),
        };
        values.RefuseOthers();
        if (options.Url is not null && (options.Key.Length == 0 || options.Secret.Length == 0))
            throw new LoadException("--url needs --key and --secret.");
        if (options.Url is null && options.ProcessId is not null)
            throw new LoadException("--pid is for a server given by --url.");
        return options;
    }

    private static Uri ParseUrl(string text)
    {
        var url = text.Replace("http", "ws", StringComparison.OrdinalIgnoreCase);
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "ws" or "wss"
            ? uri
            : throw new LoadException($"--url is “{text}” but must look like ws://127.0.0.1:7880.");
    }

    private static List<Scenario> ChooseScenarios(Words values)
    {
        var name = values.Text("--scenario");
        var duration = TimeSpan.FromSeconds(values.Number("--seconds", 1, 600) ?? 10);
        var own = OwnScenario(values);
        var chosen = own is not null ? [own] : Scenario.Standard.Where(scenario => name is null || scenario.Name.Contains(name, StringComparison.OrdinalIgnoreCase));
        List<Scenario> timed = [.. chosen.Select(scenario => scenario with { Duration = duration })];
        return timed.Count > 0
            ? timed
            : throw new LoadException($"No scenario is called “{name}”: there are {string.Join(", ", Scenario.Standard.Select(scenario => scenario.Name))}.");
    }

    private static Scenario? OwnScenario(Words values)
    {
        var publishers = values.Number("--publishers", 1, 100);
        var subscribers = values.Number("--subscribers", 0, 500);
        var isMeeting = values.Flag("--meeting");
        var hasAudio = values.Flag("--audio");
        var layers = values.Number("--layers", 0, 3);
        var bitrate = values.Number("--bitrate", 10_000, 50_000_000) ?? 1_500_000;
        var framesPerSecond = values.Number("--fps", 1, 60) ?? 30;
        if (publishers is null && subscribers is null && !isMeeting)
            return null;
        return new Scenario
        {
            Name = "own",
            Publishers = publishers ?? 1,
            Subscribers = subscribers ?? 0,
            IsMeeting = isMeeting,
            HasAudio = hasAudio,
            FramesPerSecond = framesPerSecond,
            Layers = layers switch
            {
                0 => [],
                null or 1 => Scenario.Single(bitrate),
                3 => Scenario.Simulcast(bitrate),
                _ => throw new LoadException("--layers must be 0, 1 or 3."),
            },
        };
    }
}
