namespace Treff.Server.Operations.Tls;

/// <summary>
/// Serves certificate files anew when they change. They are read, not watched: notifications do not see through the symbolic links that ACME
/// clients and Kubernetes swap.
/// </summary>
public sealed partial class TlsFileReload(TlsCertificateFiles files, TlsCertificates certificates, TimeProvider time, ILogger<TlsFileReload> logger) : BackgroundService
{
    /// <summary>How soon a renewed certificate is served.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private string? _toldMistake;

    /// <summary>Serves what the files hold now. Files that cannot be served, perhaps because they are just being written, change nothing.</summary>
    internal void Reload()
    {
        try
        {
            certificates.Serve(files.Read());
            _toldMistake = null;
        }
        catch (InvalidDataException e)
        {
            if (_toldMistake != e.Message)
                Log.NotReloaded(logger, e.Message);
            _toldMistake = e.Message;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Reload();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "The changed TLS files are not served, the earlier certificate still is. {Mistake}")]
        public static partial void NotReloaded(ILogger logger, string mistake);
    }
}
