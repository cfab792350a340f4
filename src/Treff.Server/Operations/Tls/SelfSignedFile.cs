using System.Security.Cryptography;

namespace Treff.Server.Operations.Tls;

/// <summary>
/// The certificate that the server made for itself, kept in the data directory: browsers ask once more whenever it changes. So it does only when it
/// ends or is not for the name of this server; another address of the machine is no reason.
/// </summary>
public sealed partial class SelfSignedFile(TreffOptions options, TimeProvider time, ILogger<SelfSignedFile> logger)
{
    public const string FileName = "self-signed.pem";

    /// <summary>Apple's devices refuse certificates that are made for more than 825 days.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromDays(820);

    internal static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly string _path = Path.Combine(options.DataDirectory, FileName);

    /// <summary>What the file holds, made anew where it must be.</summary>
    /// <exception cref="IOException">The data directory cannot be written.</exception>
    public TlsCertificate ReadOrCreate()
    {
        if (Read() is { } stored && IsGood(stored))
            return stored;
        var pem = SelfMade.CreatePem(SelfMade.HostsOf(options), time.GetUtcNow(), Lifetime);
        PrivateFile.Write(_path, pem);
        return TlsCertificate.FromPem(TlsOrigin.SelfSigned, pem, pem);
    }

    private bool IsGood(TlsCertificate certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return certificate.NotBefore <= now && certificate.NotAfter - now > RenewBefore && SelfMade.NamesOf(options).All(certificate.Covers);
    }

    private TlsCertificate? Read()
    {
        if (PrivateFile.Read(_path) is not { } pem)
            return null;
        try
        {
            return TlsCertificate.FromPem(TlsOrigin.SelfSigned, pem, pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            Log.Damaged(logger, _path, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 25, Level = LogLevel.Warning, Message = "{Path} is damaged ({Reason}): a new certificate is made, and browsers will warn of it once")]
        public static partial void Damaged(ILogger logger, string path, string reason);
    }
}

/// <summary>Makes the next one before the certificate ends.</summary>
public sealed partial class SelfSignedRenewal(SelfSignedFile file, TlsCertificates certificates, TimeProvider time, ILogger<SelfSignedRenewal> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Renew();
    }

    private void Renew()
    {
        try
        {
            certificates.Serve(file.ReadOrCreate());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 26, Level = LogLevel.Warning, Message = "The certificate in DATA_DIR cannot be renewed, the earlier one is still served: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}
