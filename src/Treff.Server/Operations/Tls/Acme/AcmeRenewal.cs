using System.Security.Cryptography;

namespace Treff.Server.Operations.Tls.Acme;

/// <summary>
/// Keeps the listener in certificates of an authority: gets the first one when the server listens, the next when a third of its life is left, and serves each
/// without a restart. When that fails, the one that is there stays, and it is tried again later and later.
/// </summary>
internal sealed partial class AcmeRenewal(
    TreffOptions options,
    AcmeStore store,
    AcmeChallenges challenges,
    AcmeStatus status,
    TlsCertificates certificates,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<AcmeRenewal> logger) : BackgroundService
{
    /// <summary>While another process that shares the folder is at it.</summary>
    private static readonly TimeSpan OthersTurn = TimeSpan.FromMinutes(1);

    private readonly TlsOptions _tls = options.Tls;
    private int _failures;

    /// <summary>Does what is to be done now.</summary>
    /// <returns>After which it wants to be called again.</returns>
    internal async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (ServeStored())
                return AcmeSchedule.PauseUntilDue(certificates.Current, time.GetUtcNow(), Random.Shared.NextDouble());
            if (RestOfLimit() is { } rest)
                return rest;
            using var turn = store.TryLock();
            if (turn is null)
                return OthersTurn;
            // Meanwhile another process may have renewed it.
            if (!ServeStored())
                await RenewAsync(cancellationToken);
            _failures = 0;
            status.Trouble = null;
            return AcmeSchedule.PauseUntilDue(certificates.Current, time.GetUtcNow(), Random.Shared.NextDouble());
        }
        catch (Exception e) when (AsFailure(e, cancellationToken) is { } failure)
        {
            return OnFailure(failure);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before, nobody would answer the authority.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (true)
            await Task.Delay(await StepAsync(stoppingToken), time, stoppingToken);
    }

    /// <summary>Whether that is enough for now.</summary>
    private bool ServeStored()
    {
        if (store.ReadCertificate(_tls.Domains) is not { } stored)
            return false;
        certificates.Serve(stored);
        return !AcmeSchedule.IsDue(stored, time.GetUtcNow());
    }

    /// <summary>How long the authority still wants to be left alone, as it said before a restart or to another process; null when it does not.</summary>
    private TimeSpan? RestOfLimit()
    {
        var rest = store.ReadRest(_tls.Domains) - time.GetUtcNow();
        if (rest is not { } wait || wait <= TimeSpan.Zero)
            return null;
        wait = wait < AcmeSchedule.LongestLimit ? wait : AcmeSchedule.LongestLimit;
        status.Trouble ??= new AcmeTrouble(AcmeFailureKind.RateLimited, AcmeSentences.Of(new AcmeException(AcmeFailureKind.RateLimited, "as it said before"), _tls), time.GetUtcNow() + wait);
        return wait;
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var key = store.ReadOrCreateKey();
        using var client = new AcmeClient(_tls.AcmeDirectoryUrl, key, time);
        var pem = await new AcmeIssuance(client, store, challenges, time).RunAsync(_tls.Domains, _tls.AcmeEmail, cancellationToken);
        store.WriteCertificate(pem);
        certificates.Serve(TlsCertificate.FromPem(TlsOrigin.Acme, pem, pem));
    }

    private TimeSpan OnFailure(AcmeException failure)
    {
        var pause = AcmeSchedule.PauseAfter(++_failures, failure, Random.Shared.NextDouble());
        var sentence = AcmeSentences.Of(failure, _tls);
        if (failure.Kind == AcmeFailureKind.RateLimited)
            KeepLimit(time.GetUtcNow() + pause);
        status.Trouble = new AcmeTrouble(failure.Kind, sentence, time.GetUtcNow() + pause);
        if (certificates.Current.IsSelfMade)
            Log.NoCertificate(logger, sentence.English, time.GetUtcNow() + pause);
        else
            Log.NotRenewed(logger, certificates.Current.NotAfter, sentence.English, time.GetUtcNow() + pause);
        return pause;
    }

    private void KeepLimit(DateTimeOffset until)
    {
        try
        {
            store.WriteRest(new AcmeRest(_tls.Domains, until));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LimitNotKept(logger, e.Message);
        }
    }

    /// <summary>Null for what is our own bug, or the end of the program.</summary>
    private static AcmeException? AsFailure(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        AcmeException failure => failure,
        HttpRequestException => new AcmeException(AcmeFailureKind.Unreachable, exception.Message),
        OperationCanceledException when !cancellationToken.IsCancellationRequested => new AcmeException(AcmeFailureKind.Unreachable, "it does not answer in time"),
        IOException or UnauthorizedAccessException or InvalidDataException => new AcmeException(AcmeFailureKind.Storage, exception.Message),
        CryptographicException => new AcmeException(AcmeFailureKind.Other, exception.Message),
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 27, Level = LogLevel.Error, Message = "There is no certificate, browsers warn. {Sentence} Next try {NextTry:yyyy-MM-dd HH:mm} UTC")]
        public static partial void NoCertificate(ILogger logger, string sentence, DateTimeOffset nextTry);

        [LoggerMessage(EventId = 29, Level = LogLevel.Warning, Message = "That the authority was asked too often cannot be kept in DATA_DIR, a restart would ask again: {Reason}")]
        public static partial void LimitNotKept(ILogger logger, string reason);

        [LoggerMessage(EventId = 28, Level = LogLevel.Warning, Message = "The certificate, valid until {NotAfter:yyyy-MM-dd HH:mm} UTC, is not renewed yet. {Sentence} Next try {NextTry:yyyy-MM-dd HH:mm} UTC")]
        public static partial void NotRenewed(ILogger logger, DateTime notAfter, string sentence, DateTimeOffset nextTry);
    }
}
