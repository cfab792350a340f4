using System.Globalization;
using System.Net;
using Treff.LiveKit;
using Treff.Server.Operations.Metrics;
using Treff.Server.Statistics;

namespace Treff.Server.Operations;

/// <summary>Reads <see cref="TreffOptions"/> from environment variables and collects every mistake before it gives up.</summary>
public sealed class TreffOptionsReader
{
    /// <summary>Requests a minute that are as good as no limit.</summary>
    private const int MaxRate = 10_000_000;

    private readonly Func<string, string?> _variable;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, Setting> _inForce = new(StringComparer.Ordinal);
    private readonly List<string> _mistakes = [];

    private TreffOptionsReader(Func<string, string?> variable) => _variable = variable;

    /// <summary>The names of all variables, in the order they are read.</summary>
    public static IReadOnlyList<string> Names
    {
        get
        {
            var reader = new TreffOptionsReader(_ => null);
            reader.Read();
            return reader._names;
        }
    }

    /// <summary>One sentence per mistake; options are usable only without any.</summary>
    public static TreffOptions Read(Func<string, string?> variable, out IReadOnlyList<string> mistakes)
    {
        var reader = new TreffOptionsReader(variable);
        var options = reader.Read();
        mistakes = reader._mistakes;
        return options;
    }

    private TreffOptions Read()
    {
        var defaults = new TreffOptions();
        var livekitUrl = Url("LIVEKIT_URL", ["ws", "wss", "http", "https"], "wss://livekit.example.org");
        return new TreffOptions
        {
            Port = Number("PORT", defaults.Port, 0, 65535),
            ListenAddress = Address("LISTEN_ADDRESS"),
            TlsFiles = TlsFiles(),
            FrontendUrl = FrontendUrl(),
            LiveKitUrl = livekitUrl,
            LiveKitApiUrl = LiveKitApiUrl(livekitUrl),
            LiveKitCredentials = Credentials(livekitUrl is not null),
            MaxParticipants = Number("MAX_PARTICIPANTS", defaults.MaxParticipants, 1, 10_000),
            MeetingLifetime = Hours("MEETING_TTL_HOURS", defaults.MeetingLifetime),
            WaitingTimeout = TimeSpan.FromMinutes(Number("WAITING_TIMEOUT_MINUTES", (int)defaults.WaitingTimeout.TotalMinutes, 1, 24 * 60)),
            DataDirectory = Text("DATA_DIR") ?? Default("DATA_DIR", defaults.DataDirectory),
            MediaUdpPort = Number("MEDIA_UDP_PORT", defaults.MediaUdpPort, 0, 65535),
            MediaAddresses = Addresses("MEDIA_ADDRESSES"),
            MediaWorkers = Number("MEDIA_WORKERS", defaults.MediaWorkers, 1, Sfu.Rooms.MediaServerOptions.MaxWorkers),
            MediaTcp = Switch("MEDIA_TCP", defaults.MediaTcp),
            Turn = Switch("TURN", defaults.Turn),
            TurnUrls = TurnUrls("TURN_URLS"),
            AllowedOrigins = Origins("ALLOWED_ORIGINS"),
            TrustedProxies = Proxies("TRUSTED_PROXIES"),
            WebhookUrls = WebhookUrls(livekitUrl is not null),
            Metrics = Metrics(defaults.Metrics),
            Chat = Chat(defaults.Chat),
            Statistics = Statistics(defaults.Statistics),
            AdminToken = AdminToken(),
            Limits = Limits(defaults.Limits),
            TestMediaLoss = Share("TEST_MEDIA_LOSS"),
            TestMediaLossSeed = Number("TEST_MEDIA_LOSS_SEED", defaults.TestMediaLossSeed, 0, int.MaxValue),
            // Last: by now all others have been read.
            InForce = [.. _names.Select(name => _inForce[name])],
        };
    }

    private MetricsOptions Metrics(MetricsOptions defaults) => new()
    {
        IsServed = Switch("METRICS", defaults.IsServed),
        Token = Text("METRICS_TOKEN"),
        OtlpEndpoint = Url("OTEL_EXPORTER_OTLP_ENDPOINT", ["http", "https"], "http://localhost:4317"),
        OtlpProtocol = Text("OTEL_EXPORTER_OTLP_PROTOCOL") switch
        {
            null => Default("OTEL_EXPORTER_OTLP_PROTOCOL", defaults.OtlpProtocol),
            ("grpc" or "http/protobuf") and var protocol => protocol,
            var text => Mistake("OTEL_EXPORTER_OTLP_PROTOCOL", text, "grpc or http/protobuf", defaults.OtlpProtocol),
        },
        OtlpHeaders = Text("OTEL_EXPORTER_OTLP_HEADERS"),
    };

    private ChatOptions Chat(ChatOptions defaults) => new()
    {
        History = Switch("CHAT_HISTORY", defaults.History),
        HistoryMessages = Number("CHAT_HISTORY_MESSAGES", defaults.HistoryMessages, 1, 10_000),
        HistoryBytes = Number("CHAT_HISTORY_BYTES", defaults.HistoryBytes, 1024, 64 * 1024 * 1024),
        MaxMessageLength = Number("CHAT_MAX_MESSAGE_LENGTH", defaults.MaxMessageLength, 1, 10_000),
        MaxFileBytes = Number("CHAT_MAX_FILE_BYTES", defaults.MaxFileBytes, 0, 256 * 1024 * 1024),
    };

    private StatisticsOptions Statistics(StatisticsOptions defaults) => new()
    {
        RetentionDays = Number("STATISTICS_RETENTION_DAYS", defaults.RetentionDays, 0, 3650),
        IsPseudonymous = Switch("STATISTICS_PSEUDONYMOUS", defaults.IsPseudonymous),
    };

    private StrangerLimits Limits(StrangerLimits defaults) => new()
    {
        MaxConnectionsPerAddress = Number("MAX_CONNECTIONS_PER_ADDRESS", defaults.MaxConnectionsPerAddress, 1, 1_000_000),
        RequestTimeout = TimeSpan.FromSeconds(Number("REQUEST_TIMEOUT_SECONDS", (int)defaults.RequestTimeout.TotalSeconds, 1, 3600)),
        MaxMessageBytes = Number("MAX_MESSAGE_BYTES", defaults.MaxMessageBytes, 65_536, 64 * 1024 * 1024),
        MaxMessagesPerSecond = Number("MAX_MESSAGES_PER_SECOND", defaults.MaxMessagesPerSecond, 1, 100_000),
        MaxTracksPerParticipant = Number("MAX_TRACKS_PER_PARTICIPANT", defaults.MaxTracksPerParticipant, 1, 1000),
        MaxDataMessageBytes = Number("MAX_DATA_MESSAGE_BYTES", defaults.MaxDataMessageBytes, 1024, 65_536),
        MaxDataMessagesPerSecond = Number("MAX_DATA_MESSAGES_PER_SECOND", defaults.MaxDataMessagesPerSecond, 1, 100_000),
        MaxDataBytesPerSecond = Number("MAX_DATA_BYTES_PER_SECOND", defaults.MaxDataBytesPerSecond, 65_536, 512 * 1024 * 1024),
        MaxRooms = Number("MAX_ROOMS", defaults.MaxRooms, 1, 1_000_000),
        MaxTotalParticipants = Number("MAX_TOTAL_PARTICIPANTS", defaults.MaxTotalParticipants, 1, 1_000_000),
        MaxPendingHandshakes = Number("MAX_PENDING_HANDSHAKES", defaults.MaxPendingHandshakes, 1, 100_000),
        MaxPasswordTriesPerMinute = Number("MAX_PASSWORD_TRIES_PER_MINUTE", defaults.MaxPasswordTriesPerMinute, 1, 1000),
        MaxWaitingPerMeeting = Number("MAX_WAITING_PER_MEETING", defaults.MaxWaitingPerMeeting, 1, 10_000),
        MaxMeetings = Number("MAX_MEETINGS", defaults.MaxMeetings, 1, 10_000_000),
        MaxTicketsPerMeeting = Number("MAX_TICKETS_PER_MEETING", defaults.MaxTicketsPerMeeting, 100, 1_000_000),
        MaxApiRequestsPerMinute = Number("MAX_API_REQUESTS_PER_MINUTE", defaults.MaxApiRequestsPerMinute, 1, MaxRate),
        MaxCreatesPerMinute = Number("MAX_CREATES_PER_MINUTE", defaults.MaxCreatesPerMinute, 1, MaxRate),
        MaxJoinsPerMinute = Number("MAX_JOINS_PER_MINUTE", defaults.MaxJoinsPerMinute, 1, MaxRate),
        MaxJoinsPerMeetingPerMinute = Number("MAX_JOINS_PER_MEETING_PER_MINUTE", defaults.MaxJoinsPerMeetingPerMinute, 1, MaxRate),
        MaxWaitsPerMinute = Number("MAX_WAITS_PER_MINUTE", defaults.MaxWaitsPerMinute, 1, MaxRate),
        MaxLogEntriesPerMeeting = Number("MAX_LOG_ENTRIES_PER_MEETING", defaults.MaxLogEntriesPerMeeting, 1, 100_000),
    };

    private string? Text(string name)
    {
        _names.Add(name);
        var value = _variable(name)?.Trim();
        value = string.IsNullOrEmpty(value) ? null : value;
        _inForce[name] = new Setting(name, value, value is not null);
        return value;
    }

    /// <summary>Nobody has set it: what is in force is the default.</summary>
    private T Default<T>(string name, T fallback, string? text = null)
    {
        _inForce[name] = _inForce[name] with { Value = text ?? Convert.ToString(fallback, CultureInfo.InvariantCulture) };
        return fallback;
    }

    private string? AdminToken()
    {
        const int MinLength = 16;
        var token = Text("ADMIN_TOKEN");
        if (token is null || token.Length >= MinLength)
            return token;
        _mistakes.Add($"ADMIN_TOKEN has {token.Length} characters but must have at least {MinLength}: it opens the whole dashboard. Make one with “openssl rand -hex 16”.");
        return null;
    }

    private int Number(string name, int fallback, int minimum, int maximum)
    {
        if (Text(name) is not { } text)
            return Default(name, fallback);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
            return value;
        return Mistake(name, text, $"a whole number from {minimum} to {maximum}", fallback);
    }

    private TimeSpan Hours(string name, TimeSpan fallback)
    {
        const double OneSecond = 1.0 / 3600;
        const double OneYear = 8760;
        if (Text(name) is not { } text)
            return Default(name, fallback, fallback.TotalHours.ToString(CultureInfo.InvariantCulture));
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= OneSecond and <= OneYear)
            return TimeSpan.FromHours(value);
        return Mistake(name, text, "a number of hours from one second to 8760, for example 24 or 0.5", fallback);
    }

    private bool Switch(string name, bool fallback) => Text(name) switch
    {
        null => Default(name, fallback, fallback ? "on" : "off"),
        "on" => true,
        "off" => false,
        var text => Mistake(name, text, "on or off", fallback),
    };

    private double Share(string name)
    {
        if (Text(name) is not { } text)
            return Default(name, 0.0);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 1)
            return value;
        return Mistake(name, text, "a share from 0 to 1, for example 0.02", 0.0);
    }

    private Uri? Url(string name, string[] schemes, string example)
    {
        if (Text(name) is not { } text)
            return null;
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url.Host.Length > 0
            && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;
        return isUrl ? url : Mistake<Uri?>(name, text, $"a URL that begins with {string.Join("://, ", schemes)}://, for example {example}", null);
    }

    private Uri? LiveKitApiUrl(Uri? livekitUrl)
    {
        var url = Url("LIVEKIT_API_URL", ["http", "https", "ws", "wss"], "http://livekit:7880");
        if (url is not null && livekitUrl is null)
            _mistakes.Add("LIVEKIT_API_URL says how this server reaches the LiveKit server of LIVEKIT_URL: set both, or neither for the embedded media server.");
        return url;
    }

    private Uri? FrontendUrl()
    {
        const string Example = "https://meet.example.org";
        var url = Url("FRONTEND_URL", ["http", "https"], Example);
        return url is null || url.AbsolutePath == "/"
            ? url
            : Mistake<Uri?>("FRONTEND_URL", url.ToString(), $"a URL without a path, for example {Example}", null);
    }

    private TlsCertificateFiles? TlsFiles()
    {
        var certificate = Text("TLS_CERT_FILE");
        var key = Text("TLS_KEY_FILE");
        if (certificate is not null && key is not null)
            return new TlsCertificateFiles(certificate, key);
        if (certificate is not null || key is not null)
            _mistakes.Add("TLS_CERT_FILE and TLS_KEY_FILE belong together: set both or neither.");
        return null;
    }

    private ApiCredentials? Credentials(bool isCluster)
    {
        var key = Text("LIVEKIT_API_KEY");
        var secret = Text("LIVEKIT_API_SECRET");
        if (key is not null && secret is not null)
            return new ApiCredentials(key, secret);
        if (key is not null || secret is not null)
            _mistakes.Add("LIVEKIT_API_KEY and LIVEKIT_API_SECRET belong together: set both or neither.");
        else if (isCluster)
            _mistakes.Add("LIVEKIT_URL needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET of that LiveKit server.");
        return null;
    }

    private IPAddress? Address(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return IPAddress.TryParse(text, out var address) ? address : Mistake<IPAddress?>(name, text, "an IP address, for example 127.0.0.1", null);
    }

    private List<IPAddress> Addresses(string name)
    {
        var addresses = new List<IPAddress>();
        foreach (var item in Items(name))
        {
            if (IPAddress.TryParse(item, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
                addresses.Add(address);
            else
                Mistake(name, item, "IP addresses separated by commas, for example 203.0.113.7,192.168.1.20", 0);
        }

        return addresses;
    }

    private IReadOnlyList<IPNetwork> Proxies(string name)
    {
        var items = Items(name);
        if (items.Length == 0)
            return Operations.TrustedProxies.Loopback;
        var proxies = new List<IPNetwork>();
        if (items is ["none"])
            return proxies;
        foreach (var item in items)
        {
            if (Operations.TrustedProxies.TryParse(item, out var network))
                proxies.Add(network);
            else
                Mistake(name, item, "IP addresses and networks separated by commas, for example 10.0.0.5,192.168.0.0/16, or none", 0);
        }

        return proxies;
    }

    private List<string> TurnUrls(string name)
    {
        var urls = new List<string>();
        foreach (var item in Items(name))
        {
            if ((item.StartsWith("turn:", StringComparison.Ordinal) || item.StartsWith("turns:", StringComparison.Ordinal)) && !item.Contains(' ', StringComparison.Ordinal))
                urls.Add(item);
            else
                Mistake(name, item, "TURN URLs separated by commas, for example turns:turn.example.org:443?transport=tcp", 0);
        }

        return urls;
    }

    private List<string> Origins(string name)
    {
        var origins = new List<string>();
        foreach (var item in Items(name))
        {
            if (item == "*" || (Uri.TryCreate(item, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/"))
                origins.Add(item.TrimEnd('/'));
            else
                Mistake(name, item, "origins separated by commas, for example https://intranet.example.org, or *", 0);
        }

        return origins;
    }

    private List<Uri> WebhookUrls(bool isCluster)
    {
        var urls = new List<Uri>();
        foreach (var item in Items("WEBHOOK_URLS"))
        {
            if (Uri.TryCreate(item, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0)
                urls.Add(url);
            else
                Mistake("WEBHOOK_URLS", item, "URLs separated by commas, for example https://intranet.example.org/webhook", 0);
        }

        if (isCluster && urls.Count > 0)
            _mistakes.Add("WEBHOOK_URLS belongs to the embedded media server; with LIVEKIT_URL, webhooks are configured at that LiveKit server.");
        return urls;
    }

    private string[] Items(string name) =>
        Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private T Mistake<T>(string name, string value, string expected, T fallback)
    {
        _mistakes.Add($"{name} is “{value}” but must be {expected}.");
        return fallback;
    }
}
