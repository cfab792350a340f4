using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Treff.Server.Operations.Tls.Acme;

namespace Treff.Server.Operations.Tls;

/// <summary>Puts TLS on a listener, with a certificate from where the options say.</summary>
internal static class TlsSetup
{
    public static void AddTls(this IServiceCollection services, TlsOptions options)
    {
        if (!options.IsOn)
            return;
        services.AddSingleton<AcmeChallenges>();
        if (options.Files is { } files)
        {
            services.AddSingleton(files).AddCertificates(_ => files.Read());
            services.AddSingleton<TlsFileReload>().AddHostedService(provider => provider.GetRequiredService<TlsFileReload>());
        }
        else if (options.IsSelfSigned)
        {
            services.AddSingleton<SelfSignedFile>().AddCertificates(provider => provider.GetRequiredService<SelfSignedFile>().ReadOrCreate());
            services.AddHostedService<SelfSignedRenewal>();
        }
        else
            services.AddAcme();
    }

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

    /// <summary>Where pages are served with TLS; null without TLS and before the start.</summary>
    public static BindingAddress? HttpsAddress(this IServerAddressesFeature feature) =>
        feature.Addresses.Select(BindingAddress.Parse).FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttps);

    public static void AddCertificates(this IServiceCollection services, Func<IServiceProvider, TlsCertificate> first) =>
        services.AddSingleton(provider => new TlsCertificates(first(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TlsCertificates>>()));
}
