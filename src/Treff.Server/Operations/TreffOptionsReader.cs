using System.Globalization;
using System.Net;
using Treff.LiveKit;
using Treff.Server.MeetingEvents;
using Treff.Server.Operations.Logging;
using Treff.Server.Operations.Metrics;
using Treff.Server.Operations.Tls;
using Treff.Server.Statistics;
using Treff.Server.Storage;

namespace Treff.Server.Operations;

/// <summary>Reads <see cref="TreffOptions"/> from environment variables and collects every mistake before it gives up.</summary>
public sealed partial class TreffOptionsReader
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
        var port = Number("PORT", HasDomains ? HttpsPort : defaults.Port, 0, 65535);
        var listenAddress = Address("LISTEN_ADDRESS");
        var tls = Tls(defaults.Tls, port);
        var adminToken = AdminToken();
        var apiKeys = ApiKeys();
        var meetingWebhookUrls = Receivers("MEETING_WEBHOOK_URLS");
        return new TreffOptions
        {
            Port = port,
            ListenAddress = listenAddress,
            Tls = tls,
            FrontendUrl = FrontendUrl(tls, port),
            LiveKitUrl = livekitUrl,
            LiveKitApiUrl = LiveKitApiUrl(livekitUrl),
            LiveKitCredentials = Credentials(livekitUrl is not null),
            MaxParticipants = Number("MAX_PARTICIPANTS", defaults.MaxParticipants, 1, 10_000),
            MeetingLifetime = Hours("MEETING_TTL_HOURS", defaults.MeetingLifetime),
            WaitingTimeout = TimeSpan.FromMinutes(Number("WAITING_TIMEOUT_MINUTES", (int)defaults.WaitingTimeout.TotalMinutes, 1, 24 * 60)),
            DataDirectory = Text("DATA_DIR") ?? Default("DATA_DIR", defaults.DataDirectory),
            Database = Database(),
            DatabaseMaxConnections = Number("DATABASE_MAX_CONNECTIONS", defaults.DatabaseMaxConnections, 2, 1000),
            MediaUdpPort = Number("MEDIA_UDP_PORT", defaults.MediaUdpPort, 0, 65535),
            MediaAddresses = Addresses("MEDIA_ADDRESSES"),
            MediaWorkers = Number("MEDIA_WORKERS", defaults.MediaWorkers, 1, Sfu.Rooms.MediaServerOptions.MaxWorkers),
            MediaTcp = Switch("MEDIA_TCP", defaults.MediaTcp),
            Turn = Switch("TURN", defaults.Turn),
            TurnUrls = TurnUrls("TURN_URLS"),
            AllowedOrigins = Origins("ALLOWED_ORIGINS"),
            EmbedOrigins = EmbedOrigins(),
            TrustedProxies = Proxies("TRUSTED_PROXIES"),
            WebhookUrls = WebhookUrls(livekitUrl is not null),
            LogFormat = LogFormatOf(Text("LOG_FORMAT")),
            LogLevels = LogLevelsOf("LOG_LEVEL"),
            MeetingWebhookUrls = meetingWebhookUrls,
            MeetingWebhookSecrets = MeetingWebhookSecrets(meetingWebhookUrls.Count > 0),
            Metrics = Metrics(defaults.Metrics),
            Chat = Chat(defaults.Chat),
            Statistics = Statistics(defaults.Statistics),
            AdminToken = adminToken,
            ApiKeys = apiKeys,
            CreateMeetings = CreateMeetings(adminToken is not null, apiKeys.Count > 0),
            Limits = Limits(defaults.Limits),
            TestMediaLoss = Share("TEST_MEDIA_LOSS"),
            TestMediaLossSeed = Number("TEST_MEDIA_LOSS_SEED", defaults.TestMediaLossSeed, 0, int.MaxValue),
            // Last: by now all others have been read.
            InForce = [.. _names.Select(name => _inForce[name])],
        };
    }

    private LogFormat LogFormatOf(string? text) => text switch
    {
        null => Default("LOG_FORMAT", LogFormat.Text, "text"),
        "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => Mistake("LOG_FORMAT", text, "text or json", LogFormat.Text),
    };

    private Dictionary<string, LogLevel> LogLevelsOf(string name)
    {
        var levels = new Dictionary<string, LogLevel>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in Items(name))
        {
            var parts = item.Split('=', 2, StringSplitOptions.TrimEntries);
            var (category, text) = parts is [var key, var value] ? (key, value) : (Logging.LogLevels.Default, item);
            if (Logging.LogLevels.TryRead(category, text, out var level))
                levels[category] = level.Value;
            else
                Mistake(name, item, "a level (trace, debug, information, warning, error, critical, none) or category=level, for example information,Treff.Sfu=debug; of Microsoft and System no more than warning", 0);
        }

        if (levels.Count == 0)
            Default(name, levels, "information");
        return levels;
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

    /// <summary>No mistake shows a key.</summary>
    private List<ConfiguredApiKey> ApiKeys()
    {
        var keys = new List<ConfiguredApiKey>();
        foreach (var item in Items("API_KEYS"))
        {
            var colon = item.IndexOf(':', StringComparison.Ordinal);
            var (name, key) = colon < 0 ? (item, "") : (item[..colon].Trim(), item[(colon + 1)..].Trim());
            if (colon < 0)
                _mistakes.Add("API_KEYS must be pairs of a name and a key, separated by commas, for example calendar:0123456789abcdef0123456789abcdef; one of them has no colon.");
            else if (!ConfiguredApiKey.IsName(name))
                _mistakes.Add($"API_KEYS has a name that cannot be one: use up to {ConfiguredApiKey.MaxNameLength} letters, digits, spaces, points and hyphens before the colon.");
            else if (key.Length < ConfiguredApiKey.MinLength || !SecretText.IsPossible(key))
                _mistakes.Add($"API_KEYS: the key of “{name}” must have at least {ConfiguredApiKey.MinLength} characters. Make one with “openssl rand -hex 32”.");
            else if (keys.Exists(other => other.Name == name))
                _mistakes.Add($"API_KEYS has the name “{name}” twice.");
            else
                keys.Add(new ConfiguredApiKey(name, SecretText.Hash(key)));
        }

        return keys;
    }

    private CreationPolicy CreateMeetings(bool hasAdmin, bool hasKeys)
    {
        const string Name = "CREATE_MEETINGS";
        switch (Text(Name))
        {
            case null:
                return Default(Name, CreationPolicy.Anyone, CreationPolicy.Anyone.Word());
            case "anyone":
                return CreationPolicy.Anyone;
            case "key":
                if (!hasAdmin && !hasKeys)
                    _mistakes.Add("CREATE_MEETINGS=key needs keys: set API_KEYS, or ADMIN_TOKEN to make them on the dashboard. Otherwise nobody could create a meeting.");
                return CreationPolicy.Key;
            case "admin":
                if (!hasAdmin)
                    _mistakes.Add("CREATE_MEETINGS=admin needs ADMIN_TOKEN. Otherwise nobody could create a meeting.");
                return CreationPolicy.Admin;
            case var text:
                return Mistake(Name, text, "anyone, key or admin", CreationPolicy.Anyone);
        }
    }

    private DatabaseUrl? Database()
    {
        if (Text("DATABASE_URL") is not { } text)
            return null;
        if (DatabaseUrl.TryParse(text, out var url, out var mistake))
            return url;
        // Not what it is: there is a password in it.
        _mistakes.Add($"DATABASE_URL must be {mistake}.");
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

    private Uri? FrontendUrl(TlsOptions tls, int port)
    {
        const string Example = "https://meet.example.org";
        var url = Url("FRONTEND_URL", ["http", "https"], Example);
        if (url is null && tls.Domains.Count > 0 && port == HttpsPort)
            return Default("FRONTEND_URL", new Uri($"https://{tls.Domains[0]}"), $"https://{tls.Domains[0]}");
        return url is null || url.AbsolutePath == "/"
            ? url
            : Mistake<Uri?>("FRONTEND_URL", url.ToString(), $"a URL without a path, for example {Example}", null);
    }

    private ApiCredentials? Credentials(bool isCluster)
    {
        var key = Text("LIVEKIT_API_KEY");
        var secret = Text("LIVEKIT_API_SECRET");
        var previous = PreviousCredentials(key is not null);
        if (key is not null && secret is not null)
            return new ApiCredentials(key, secret) { Previous = previous };
        if (key is not null || secret is not null)
            _mistakes.Add("LIVEKIT_API_KEY and LIVEKIT_API_SECRET belong together: set both or neither.");
        else if (isCluster)
            _mistakes.Add("LIVEKIT_URL needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET of that LiveKit server.");
        return null;
    }

    private ApiCredentials? PreviousCredentials(bool hasCurrent)
    {
        var key = Text("LIVEKIT_PREVIOUS_API_KEY");
        var secret = Text("LIVEKIT_PREVIOUS_API_SECRET");
        if (key is null && secret is null)
            return null;
        if (key is null || secret is null)
            _mistakes.Add("LIVEKIT_PREVIOUS_API_KEY and LIVEKIT_PREVIOUS_API_SECRET belong together: set both or neither.");
        else if (!hasCurrent)
            _mistakes.Add("LIVEKIT_PREVIOUS_API_KEY needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET. Generated keys are replaced in their file: docs/operations.md.");
        else
            return new ApiCredentials(key, secret);
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

    /// <summary>Exactly as browsers write them: pages compare them with where a message came from.</summary>
    private List<string> EmbedOrigins()
    {
        const string Name = "EMBED_ORIGINS";
        var origins = new List<string>();
        foreach (var item in Text(Name)?.Split([',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var isOrigin = Uri.TryCreate(item, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.IdnHost.Length > 0
                && url.PathAndQuery == "/" && url.Fragment.Length == 0 && url.UserInfo.Length == 0 && !item.AsSpan().ContainsAny("*;'\"");
            if (isOrigin)
                origins.Add($"{url!.Scheme}://{url.IdnHost}{(url.IsDefaultPort ? "" : $":{url.Port.ToString(CultureInfo.InvariantCulture)}")}");
            else
                Mistake(Name, item, "origins without a path and without *, separated by commas or blanks, for example https://intranet.example.org", 0);
        }

        return origins;
    }

    private List<Uri> WebhookUrls(bool isCluster)
    {
        var urls = Receivers("WEBHOOK_URLS");
        if (isCluster && urls.Count > 0)
            _mistakes.Add("WEBHOOK_URLS belongs to the embedded media server; with LIVEKIT_URL, webhooks are configured at that LiveKit server.");
        return urls;
    }

    private List<Uri> Receivers(string name)
    {
        var urls = new List<Uri>();
        foreach (var item in Items(name))
        {
            if (Uri.TryCreate(item, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0)
                urls.Add(url);
            else
                Mistake(name, item, "URLs separated by commas, for example https://intranet.example.org/webhook", 0);
        }

        return urls;
    }

    private List<byte[]> MeetingWebhookSecrets(bool areNeeded)
    {
        const string Name = "MEETING_WEBHOOK_SECRET";
        const string Advice = "Make one with: echo \"whsec_$(openssl rand -base64 32)\".";
        var secrets = new List<byte[]>();
        var items = Items(Name);
        foreach (var item in items)
        {
            if (StandardWebhook.TryParseSecret(item, out var secret))
                secrets.Add(secret);
            else
                _mistakes.Add($"{Name} must be “whsec_” and the base64 of 24 to 64 bytes; two are separated by a comma. {Advice}");
        }

        if (areNeeded && items.Length == 0)
            _mistakes.Add($"MEETING_WEBHOOK_URLS needs {Name}, with which receivers check that an event is yours. {Advice}");
        return secrets;
    }

    private string[] Items(string name) =>
        Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private T Mistake<T>(string name, string value, string expected, T fallback)
    {
        _mistakes.Add($"{name} is “{value}” but must be {expected}.");
        return fallback;
    }
}
