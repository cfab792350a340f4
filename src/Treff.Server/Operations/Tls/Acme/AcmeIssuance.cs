using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Treff.Server.Operations.Tls.Acme;

/// <summary>Gets one certificate: account, order, a challenge for each name, request, chain (RFC 8555, section 7).</summary>
internal sealed class AcmeIssuance(AcmeClient client, AcmeStore store, AcmeChallenges challenges, TimeProvider time)
{
    /// <summary>For one thing that is waited for. Authorities need seconds.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>Chain and key in PEM form.</summary>
    /// <exception cref="AcmeException">There is none this time.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> domains, string? email, CancellationToken cancellationToken)
    {
        await SignInAsync(email, isForgotten: false, cancellationToken);
        var (orderUrl, order) = await OrderAsync(domains, email, cancellationToken);
        foreach (var authorization in order.Authorizations)
            await AuthorizeAsync(authorization, cancellationToken);
        await WaitForOrderAsync(orderUrl, [AcmeStatuses.Pending], cancellationToken);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await client.PostAsync(order.Finalize, new AcmeFinalization(Base64Url.EncodeToString(Request(key, domains))), cancellationToken);
        order = await WaitForOrderAsync(orderUrl, [AcmeStatuses.Ready, AcmeStatuses.Processing], cancellationToken);
        if (order is not { Status: AcmeStatuses.Valid, Certificate: { } url })
            throw new AcmeException(AcmeFailureKind.Other, $"the order is “{order.Status}” and has no certificate");
        var chain = (await client.GetAsync(url, cancellationToken)).Body;
        var pem = chain.TrimEnd() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
        Check(pem, domains);
        return pem;
    }

    private async Task SignInAsync(string? email, bool isForgotten, CancellationToken cancellationToken)
    {
        client.Account = null;
        if (!isForgotten && store.ReadAccount() is { } known && known.Email == email)
        {
            client.Account = known.Url;
            return;
        }

        var directory = await client.DirectoryAsync(cancellationToken);
        if (directory.Meta?.ExternalAccountRequired == true)
            throw new AcmeException(AcmeFailureKind.Account, "it wants accounts that were made beforehand (external account binding), which Treff does not support");
        IReadOnlyList<string> contact = email is null ? [] : [$"mailto:{email}"];
        var answer = await client.PostAsync(directory.NewAccount, new AcmeNewAccount(TermsOfServiceAgreed: true, contact), cancellationToken);
        client.Account = answer.Location ?? throw new AcmeException(AcmeFailureKind.Other, "it does not say where the account is");
        if (!answer.IsNew)
            await client.PostAsync(client.Account, new AcmeContactChange(contact), cancellationToken);
        store.WriteAccount(new AcmeAccount(client.Account, email));
    }

    private async Task<(Uri Url, AcmeOrder Order)> OrderAsync(IReadOnlyList<string> domains, string? email, CancellationToken cancellationToken)
    {
        var directory = await client.DirectoryAsync(cancellationToken);
        var wanted = new AcmeNewOrder([.. domains.Select(AcmeIdentifier.Dns)]);
        AcmeAnswer answer;
        try
        {
            answer = await client.PostAsync(directory.NewOrder, wanted, cancellationToken);
        }
        catch (AcmeException exception) when (exception.Problem == "accountDoesNotExist")
        {
            await SignInAsync(email, isForgotten: true, cancellationToken);
            answer = await client.PostAsync(directory.NewOrder, wanted, cancellationToken);
        }

        return (answer.Location ?? throw new AcmeException(AcmeFailureKind.Other, "it does not say where the order is"), answer.Read<AcmeOrder>());
    }

    private async Task AuthorizeAsync(Uri url, CancellationToken cancellationToken)
    {
        var authorization = (await client.GetAsync(url, cancellationToken)).Read<AcmeAuthorization>();
        if (authorization.Status == AcmeStatuses.Valid)
            return;
        if (authorization.Http is not { Token: { } token } challenge)
            throw new AcmeException(AcmeFailureKind.Other, $"it does not check {authorization.Identifier.Value} over HTTP");
        challenges.Expect(token, client.Key.AuthorizationFor(token));
        try
        {
            await client.PostAsync(challenge.Url, new object(), cancellationToken);
            authorization = await PollAsync<AcmeAuthorization>(url, it => it.Status != AcmeStatuses.Pending, cancellationToken);
            if (authorization.Status != AcmeStatuses.Valid)
                throw AcmeException.OfValidation(authorization.Http?.Error);
        }
        finally
        {
            challenges.Forget(token);
        }
    }

    private async Task<AcmeOrder> WaitForOrderAsync(Uri url, string[] waiting, CancellationToken cancellationToken)
    {
        var order = await PollAsync<AcmeOrder>(url, it => !waiting.Contains(it.Status), cancellationToken);
        return order.Status is AcmeStatuses.Ready or AcmeStatuses.Valid
            ? order
            : throw (order.Error is { } error ? AcmeException.Of(error, null) : new AcmeException(AcmeFailureKind.Other, $"the order is “{order.Status}”"));
    }

    private async Task<T> PollAsync<T>(Uri url, Func<T, bool> isDone, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause *= 2)
        {
            var answer = await client.GetAsync(url, cancellationToken);
            var read = answer.Read<T>();
            if (isDone(read))
                return read;
            var wait = TimeSpan.FromTicks(Math.Clamp((answer.RetryAfter ?? pause).Ticks, FirstPause.Ticks, LongestPause.Ticks));
            if (time.GetElapsedTime(began) + wait > Patience)
                throw new AcmeException(AcmeFailureKind.Slow, $"nothing has come of {url} within {Patience.TotalMinutes:0} minutes");
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>Without a subject: names stand among the alternative ones, and a subject could not be longer than 64 characters.</summary>
    private static byte[] Request(ECDsa key, IReadOnlyList<string> domains)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var domain in domains)
            names.AddDnsName(domain);
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }

    /// <summary>What cannot be served is not kept.</summary>
    private void Check(string pem, IReadOnlyList<string> domains)
    {
        try
        {
            var issued = TlsCertificate.FromPem(TlsOrigin.Acme, pem, pem);
            if (!domains.All(issued.Covers))
                throw new AcmeException(AcmeFailureKind.Other, "the certificate is for other names");
            if (AcmeSchedule.IsDue(issued, time.GetUtcNow()))
                throw new AcmeException(AcmeFailureKind.Other, $"the certificate ends {issued.NotAfter:yyyy-MM-dd HH:mm} UTC already. Is the clock of this machine right?");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new AcmeException(AcmeFailureKind.Other, $"the certificate cannot be used ({e.Message})");
        }
    }
}
