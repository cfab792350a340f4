namespace Treff.Server.Operations.Tls;

/// <summary>The certificate of the listener: new connections get the newest one, open ones stay.</summary>
public sealed partial class TlsCertificates
{
    /// <summary>A server runs for months: the day on which nobody looked was not the last one.</summary>
    private static readonly TimeSpan WarnEvery = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private TlsCertificate _current;
    private DateTimeOffset _warned;

    public TlsCertificates(TlsCertificate first, TimeProvider time, ILogger<TlsCertificates> logger)
    {
        ArgumentNullException.ThrowIfNull(first);
        (_current, _time, _logger) = (first, time, logger);
        Tell();
    }

    public TlsCertificate Current => Volatile.Read(ref _current);

    private bool EndsSoon => Current.NotAfter - _time.GetUtcNow().UtcDateTime < Current.WarnBefore;

    /// <summary>
    /// From now on this one. The same one once more changes nothing, but reminds of its end: whoever renews calls this regularly, one at a time.
    /// </summary>
    public void Serve(TlsCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (certificate.Contents != Current.Contents)
        {
            Volatile.Write(ref _current, certificate);
            Tell();
        }
        else if (EndsSoon && _time.GetUtcNow() - _warned >= WarnEvery)
            Warn();
    }

    private void Tell()
    {
        var current = Current;
        if (current.Origin == TlsOrigin.SelfSigned)
            Log.ServesSelfSigned(_logger, current.NotAfter, current.Fingerprint);
        else if (current.Origin == TlsOrigin.Placeholder)
            Log.ServesPlaceholder(_logger);
        else if (EndsSoon)
            Warn();
        else
            Log.Serves(_logger, current.Subject, current.NotAfter);
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

        [LoggerMessage(EventId = 23, Level = LogLevel.Information, Message = "TLS certificate made by this server, valid until {NotAfter:yyyy-MM-dd}. Every browser warns of it once: choose “Advanced” and then to go on, “Proceed” (Chrome, Edge), “Accept the Risk” (Firefox) or “Visit this website” (Safari), when the certificate that it shows has the SHA-256 fingerprint {Fingerprint}")]
        public static partial void ServesSelfSigned(ILogger logger, DateTime notAfter, string fingerprint);

        [LoggerMessage(EventId = 24, Level = LogLevel.Information, Message = "There is no certificate yet: until the first one is issued, browsers warn")]
        public static partial void ServesPlaceholder(ILogger logger);
    }
}
