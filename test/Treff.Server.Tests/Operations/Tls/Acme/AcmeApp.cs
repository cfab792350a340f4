using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Treff.Server.Operations.Tls;
using Treff.Server.Operations.Tls.Acme;
using Treff.Server.Tests.Support;
using Treff.Server.Tests.Support.Acme;

namespace Treff.Server.Tests.Operations.Tls.Acme;

/// <summary>A server with TLS_DOMAIN and its authority. The renewal runs when the test says so, in time that jumps.</summary>
internal sealed class AcmeApp : IAsyncDisposable
{
    private AcmeApp(AcmeServer authority, TreffApp app)
    {
        (Authority, App) = (authority, app);
        Time = new JumpingTime(app.Time.GetUtcNow());
        Renewal = ActivatorUtilities.CreateInstance<AcmeRenewal>(app.Services, (TimeProvider)Time);
        authority.Time = Time;
        authority.ValidateAt(app.PlainAddress!.Port);
    }

    public AcmeServer Authority { get; }

    public TreffApp App { get; }

    public JumpingTime Time { get; }

    public AcmeRenewal Renewal { get; private set; }

    public TlsCertificate Served => App.Services.GetRequiredService<TlsCertificates>().Current;

    public AcmeTrouble? Trouble => App.Services.GetRequiredService<AcmeStatus>().Trouble;

    public string Folder => App.Services.GetRequiredService<AcmeStore>().Folder;

    public static async Task<AcmeApp> StartAsync(AcmeServer? authority = null, TemporaryFolder? folder = null, string[]? domains = null, string? email = null, Uri? directory = null)
    {
        authority ??= await AcmeServer.StartAsync();
        var app = await TreffApp.StartAsync(new TreffAppSettings
        {
            Folder = folder,
            Tls = new TlsOptions { Domains = domains ?? ["meet.example.org"], AcmeDirectoryUrl = directory ?? authority.DirectoryUrl, AcmeEmail = email, HttpPort = 0 },
            Configure = services =>
            {
                foreach (var hosted in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(AcmeRenewal)).ToList())
                    services.Remove(hosted);
            },
        });
        return new AcmeApp(authority, app);
    }

    public Task<TimeSpan> StepAsync() => Renewal.StepAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>What a client is shown, and whether somebody who trusts the authority trusts it.</summary>
    public static async Task<(X509Certificate2 Certificate, bool IsTrusted)> ShakeHandsAsync(TreffApp app, string name, AcmeAuthority authority, DateTimeOffset now)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port);
        X509Certificate2? shown = null;
        var isTrusted = false;
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, chain, _) =>
        {
            shown = new X509Certificate2(certificate!);
            using var check = new X509Chain();
            check.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            check.ChainPolicy.CustomTrustStore.Add(authority.Root);
            check.ChainPolicy.ExtraStore.AddRange(chain!.ChainPolicy.ExtraStore); // what the server sent
            check.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            check.ChainPolicy.VerificationTime = now.UtcDateTime;
            isTrusted = check.Build(shown) && shown.MatchesHostname(name);
            return certificate is not null;
        });
        await stream.AuthenticateAsClientAsync(name).WaitAsync(TimeSpan.FromSeconds(20));
        return (shown!, isTrusted);
    }

    public async ValueTask DisposeAsync()
    {
        Renewal.Dispose();
        await App.DisposeAsync();
        await Authority.DisposeAsync();
    }
}
