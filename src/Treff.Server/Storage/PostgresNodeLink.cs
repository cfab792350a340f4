using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;
using Treff.Server.Operations;

namespace Treff.Server.Storage;

/// <summary>
/// The link over PostgreSQL: one connection that listens (LISTEN) and holds the locks of this node as long as it lives, so that a node that dies gives them
/// back. News go out by NOTIFY over the pool of the database context, many at once when there are many.
/// </summary>
public sealed partial class PostgresNodeLink : INodeLink, IHostedService, IAsyncDisposable
{
    /// <summary>How soon a dead connection, and the leader's place, is noticed.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private const string Channel = "treff_news";

    /// <summary>News that wait for the database; more are lost, and made good by those who look anyway.</summary>
    private const int MaxQueued = 10_000;

    /// <summary>PostgreSQL takes 8,000 bytes.</summary>
    private const int MaxTextLength = 1000;

    /// <summary>A server that was killed elsewhere may keep its place so long: the database notices its silence.</summary>
    private static readonly TimeSpan EmbeddedPatience = TimeSpan.FromSeconds(10);

    private readonly string _connectionString;
    private readonly string _poolString;
    private readonly bool _isEmbedded;
    private readonly ILogger<PostgresNodeLink> _logger;
    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, (Action<string> Heard, Action Missed)> _listeners = new(StringComparer.Ordinal);
    private readonly Channel<string> _outgoing = System.Threading.Channels.Channel.CreateBounded<string>(new BoundedChannelOptions(MaxQueued) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _isLeader;
    private bool _holdsMedia;
    private bool _isCut;
    private bool _isDisposed;
    private Task _running = Task.CompletedTask;
    private Task _telling = Task.CompletedTask;

    public PostgresNodeLink(TreffOptions options, ILogger<PostgresNodeLink> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _connectionString = options.Database!.UnpooledConnectionString;
        _poolString = options.Database.ConnectionString(options.DatabaseMaxConnections);
        _isEmbedded = options.IsEmbedded;
        _logger = logger;
    }

    public bool IsLeader => _isLeader;

    public void Tell(string topic, string text)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= MaxTextLength)
            _outgoing.Writer.TryWrite($"{_node} {topic} {text}");
    }

    public void Listen(string topic, Action<string> heard, Action missed) => _listeners[topic] = (heard, missed);

    /// <summary>Linked, and the leader if there is none, when this returns.</summary>
    /// <exception cref="IOException">Another node with an embedded media server uses the database.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        try
        {
            await TakeMediaAsync(connection, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await TakeLeadershipAsync(connection, cancellationToken);
        _running = RunAsync(connection, _stopping.Token);
        _telling = TellAllAsync(_stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _outgoing.Writer.TryComplete();
        await _stopping.CancelAsync();
        await Task.WhenAll(_running, _telling).WaitAsync(cancellationToken);
        ClearPool();
    }

    public async ValueTask DisposeAsync()
    {
        // Registered under several names, it is disposed of as often.
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    private async Task RunAsync(NpgsqlConnection? connection, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var open = connection ?? await OpenAsync(stopping);
                connection = null;
                await ServeAsync(open, stopping);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await PauseAsync(exception, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The server stops; closing the connection gives everything back.
            }
        }

        _isLeader = false;
    }

    private async Task PauseAsync(Exception exception, CancellationToken stopping)
    {
        (_isLeader, _holdsMedia) = (false, false);
        // Those of the pool are no better: who asks next gets a new one.
        ClearPool();
        if (!_isCut)
            Log.Cut(_logger, exception.Message);
        _isCut = true;
        await Task.Delay(Beat, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Connections in use are closed when they come back.</summary>
    private void ClearPool()
    {
        using var connection = new NpgsqlConnection(_poolString);
        NpgsqlConnection.ClearPool(connection);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            connection.Notification += (_, news) => Hear(news.Payload);
            await connection.OpenAsync(cancellationToken);
            // By these the database notices within half a minute that this machine is gone, and gives its locks to others.
            await RunAsync(connection, $"LISTEN {Channel}; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task ServeAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        if (_isCut)
            Log.Linked(_logger);
        _isCut = false;
        // Whatever was told while nobody listened.
        foreach (var (_, missed) in _listeners.Values)
            missed();
        while (true)
        {
            await TryTakeAsync(connection, stopping);
            var until = Environment.TickCount64 + (long)Beat.TotalMilliseconds;
            for (var left = Beat; left > TimeSpan.Zero; left = TimeSpan.FromMilliseconds(until - Environment.TickCount64))
                await connection.WaitAsync(left, stopping);
        }
    }

    /// <summary>Also shows whether the connection is alive.</summary>
    private async Task TryTakeAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        if (_isEmbedded && !_holdsMedia)
        {
            _holdsMedia = await TryLockAsync(connection, Turn.EmbeddedMedia, stopping);
            if (!_holdsMedia)
                Log.MediaTwice(_logger);
        }

        if (_isLeader)
            await RunAsync(connection, "SELECT 1", stopping);
        else
            await TakeLeadershipAsync(connection, stopping);
    }

    private async Task TakeLeadershipAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        _isLeader = await TryLockAsync(connection, Turn.Leadership, cancellationToken);
        if (_isLeader)
            Log.Leads(_logger);
    }

    private async Task TakeMediaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!_isEmbedded)
            return;
        var until = Environment.TickCount64 + (long)EmbeddedPatience.TotalMilliseconds;
        while (!(_holdsMedia = await TryLockAsync(connection, Turn.EmbeddedMedia, cancellationToken)))
        {
            if (Environment.TickCount64 >= until)
                throw new IOException("another Treff with an embedded media server uses the database of DATABASE_URL. Several on one database need LIVEKIT_URL.");
            await Task.Delay(TimeSpan.FromSeconds(0.5), cancellationToken);
        }
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, Turn turn, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)turn });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Hear(string payload)
    {
        if (payload.Split(' ', 3) is [var node, var topic, var text] && node != _node && _listeners.TryGetValue(topic, out var listener))
            listener.Heard(text);
    }

    private async Task TellAllAsync(CancellationToken stopping)
    {
        var batch = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(stopping))
            {
                while (_outgoing.Reader.TryRead(out var payload))
                    batch.Add(payload);
                await TryTellAsync([.. batch], stopping);
                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TryTellAsync(string[] payloads, CancellationToken stopping)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_poolString);
            await connection.OpenAsync(stopping);
            await using var command = new NpgsqlCommand("SELECT pg_notify($1, payload) FROM unnest($2) AS payload", connection);
            command.Parameters.AddWithValue(Channel);
            command.Parameters.AddWithValue(payloads);
            await command.ExecuteNonQueryAsync(stopping);
        }
        catch (NpgsqlException exception)
        {
            // Those who wait for it look by themselves, a little later.
            Log.NotTold(_logger, payloads.Length, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 700, Level = LogLevel.Warning, Message = "The database does not answer ({Reason}); trying again until it does")]
        public static partial void Cut(ILogger logger, string reason);

        [LoggerMessage(EventId = 701, Level = LogLevel.Information, Message = "The database answers again")]
        public static partial void Linked(ILogger logger);

        [LoggerMessage(EventId = 702, Level = LogLevel.Information, Message = "This node does the periodic work")]
        public static partial void Leads(ILogger logger);

        [LoggerMessage(EventId = 703, Level = LogLevel.Error, Message = "Another Treff with an embedded media server uses the same database: stop one of them, or set LIVEKIT_URL")]
        public static partial void MediaTwice(ILogger logger);

        [LoggerMessage(EventId = 704, Level = LogLevel.Debug, Message = "{Count} news did not reach the other nodes: {Reason}")]
        public static partial void NotTold(ILogger logger, int count, string reason);
    }
}
