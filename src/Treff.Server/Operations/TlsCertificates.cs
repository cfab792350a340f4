using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Treff.Server.Operations;

/// <summary>
/// The certificate of the listener, renewed when the files change: new connections get the new one, open ones stay. The files are read, not
/// watched: notifications do not see through the symbolic links that ACME clients and Kubernetes swap.
/// </summary>
public sealed partial class TlsCertificates : BackgroundService
{
    /// <summary>How soon a renewed certificate is served.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>ACME clients renew a month before the end: who is so late has forgotten it.</summary>
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(7);

    /// <summary>A server runs for months: the day on which nobody looked was not the last one.</summary>
    private static readonly TimeSpan WarnEvery = TimeSpan.FromDays(1);

    private readonly TlsCertificateFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private TlsCertificate _current;
    private DateTimeOffset _warned;
    private string? _toldMistake;

    /// <exception cref="InvalidDataException">The files cannot be served; the message says why.</exception>
    public TlsCertificates(TlsCertificateFiles files, TimeProvider time, ILogger<TlsCertificates> logger)
    {
        ArgumentNullException.ThrowIfNull(files);
        (_files, _time, _logger) = (files, time, logger);
        _current = files.Read();
        Tell();
    }

    private bool EndsSoon => Current.NotAfter - _time.GetUtcNow().UtcDateTime < WarnBefore;

    public TlsCertificate Current => Volatile.Read(ref _current);

    /// <summary>Serves what the files hold now. Files that cannot be served, perhaps because they are just being written, change nothing.</summary>
    internal void Reload()
    {
        try
        {
            var read = _files.Read();
            _toldMistake = null;
            if (read.Fingerprint == Current.Fingerprint)
            {
                WarnAgain();
                return;
            }

            Volatile.Write(ref _current, read);
            Tell();
        }
        catch (InvalidDataException e)
        {
            if (_toldMistake != e.Message)
                Log.NotReloaded(_logger, e.Message);
            _toldMistake = e.Message;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Reload();
    }

    private void Tell()
    {
        var current = Current;
        if (EndsSoon)
            Warn();
        else
            Log.Serves(_logger, current.Subject, current.NotAfter);
    }

    private void WarnAgain()
    {
        if (EndsSoon && _time.GetUtcNow() - _warned >= WarnEvery)
            Warn();
    }

    private void Warn()
    {
        _warned = _time.GetUtcNow();
        Log.EndsSoon(_logger, Current.Subject, Current.NotAfter);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 20, Level = LogLevel.Information, Message = "TLS certificate {Subject}, valid until {NotAfter:yyyy-MM-dd}")]
        public static partial void Serves(ILogger logger, string subject, DateTime notAfter);

        [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "TLS certificate {Subject} is valid only until {NotAfter:yyyy-MM-dd HH:mm} UTC: renew it, browsers refuse it afterwards")]
        public static partial void EndsSoon(ILogger logger, string subject, DateTime notAfter);

        [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "The changed TLS files are not served, the earlier certificate still is. {Mistake}")]
        public static partial void NotReloaded(ILogger logger, string mistake);
    }
}

/// <summary>Puts TLS on a listener.</summary>
internal static class TlsCertificatesExtensions
{
    public static void UseTls(this ListenOptions listen, TimeSpan handshakeTimeout)
    {
        var certificates = listen.ApplicationServices.GetRequiredService<TlsCertificates>();
        listen.Protocols = HttpProtocols.Http1;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = handshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(certificates.Current.Options),
        });
    }
}
