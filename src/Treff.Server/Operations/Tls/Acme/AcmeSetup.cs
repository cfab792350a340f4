namespace Treff.Server.Operations.Tls.Acme;

/// <summary>Certificates from an authority.</summary>
internal static class AcmeSetup
{
    /// <summary>Nobody is to see it for so long, but whoever has no DNS entry yet should not have another error instead.</summary>
    private static readonly TimeSpan PlaceholderLifetime = TimeSpan.FromDays(365);

    public static void AddAcme(this IServiceCollection services)
    {
        services.AddSingleton<AcmeStatus>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<TreffOptions>();
            return new AcmeStore(options.DataDirectory, options.Tls.AcmeDirectoryUrl);
        });
        services.AddCertificates(First);
        services.AddSingleton<AcmeRenewal>().AddHostedService(provider => provider.GetRequiredService<AcmeRenewal>());
    }

    private static TlsCertificate First(IServiceProvider provider)
    {
        var domains = provider.GetRequiredService<TreffOptions>().Tls.Domains;
        if (provider.GetRequiredService<AcmeStore>().ReadCertificate(domains) is { } stored)
            return stored;
        var pem = SelfMade.CreatePem(domains, provider.GetRequiredService<TimeProvider>().GetUtcNow(), PlaceholderLifetime);
        return TlsCertificate.FromPem(TlsOrigin.Placeholder, pem, pem);
    }
}
