using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Operations.Tls;
using Treff.Server.Operations.Tls.Acme;
using Treff.Server.Tests.Support;
using Treff.Server.Tests.Support.Acme;

namespace Treff.Server.Tests.Operations.Tls.Acme;

/// <summary>Certificates from an authority: what is asked, what is kept, and what happens when something goes wrong.</summary>
public class AcmeRenewalTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task The_first_certificate_replaces_the_placeholder_for_all_names_with_its_chain()
    {
        await using var acme = await AcmeApp.StartAsync(domains: ["meet.example.org", "treff.example.org"], email: "admin@example.org");
        Assert.Equal(TlsOrigin.Placeholder, acme.Served.Origin);
        Assert.InRange(await acme.StepAsync(), TimeSpan.FromHours(1), TimeSpan.FromMinutes(70));
        Assert.Null(acme.Trouble);
        foreach (var name in new[] { "meet.example.org", "treff.example.org" })
        {
            var (shown, isTrusted) = await AcmeApp.ShakeHandsAsync(acme.App, name, acme.Authority.Authority, TreffApp.Start);
            Assert.Equal("CN=Test issuer", shown.Issuer);
            Assert.True(isTrusted);
        }

        Assert.Equal(["mailto:admin@example.org"], Assert.Single(acme.Authority.Contacts));
    }

    [Fact]
    public async Task Keys_account_and_certificate_are_kept_for_the_owner_only()
    {
        await using var acme = await AcmeApp.StartAsync();
        await acme.StepAsync();
        var files = Directory.GetFiles(acme.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["account-key.pem", "account.json", "certificate.pem", "lock"], files);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.GetFiles(acme.Folder, "*.*").Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(acme.Folder));
    }

    [Fact]
    public async Task A_refused_nonce_is_tried_again_with_another()
    {
        await using var acme = await AcmeApp.StartAsync();
        acme.Authority.BadNonces = 3;
        await acme.StepAsync();
        Assert.Equal(TlsOrigin.Acme, acme.Served.Origin);
        Assert.Equal(4, acme.Authority.Requests.Count(path => path == "new-account"));
        Assert.Equal(1, acme.Authority.Requests.Count(path => path == "nonce"));
    }

    [Fact]
    public async Task An_authority_that_refuses_every_nonce_is_not_asked_for_ever()
    {
        await using var acme = await AcmeApp.StartAsync();
        acme.Authority.BadNonces = 1000;
        await acme.StepAsync();
        Assert.Equal(AcmeFailureKind.Other, acme.Trouble!.Kind);
        Assert.Equal(5, acme.Authority.Requests.Count(path => path == "new-account"));
    }

    [Fact]
    public async Task What_takes_a_while_is_asked_for_as_often_as_the_authority_says()
    {
        await using var acme = await AcmeApp.StartAsync();
        (acme.Authority.PendingPolls, acme.Authority.ProcessingPolls, acme.Authority.RetryAfter) = (3, 2, 7);
        await acme.StepAsync();
        Assert.Equal(TlsOrigin.Acme, acme.Served.Origin);
        // The authorization with Retry-After, the order without.
        Assert.Equal([7, 7, 7, 1, 2], acme.Time.Waits.Select(wait => wait.TotalSeconds).Where(seconds => seconds < 60));
    }

    [Fact]
    public async Task What_never_comes_is_not_waited_for()
    {
        await using var acme = await AcmeApp.StartAsync();
        acme.Authority.PendingPolls = int.MaxValue;
        await acme.StepAsync();
        Assert.Equal(AcmeFailureKind.Slow, acme.Trouble!.Kind);
        Assert.InRange(acme.Time.GetUtcNow() - TreffApp.Start, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(6));
    }

    [Theory]
    [InlineData("dns", AcmeFailureKind.Dns, "The name server does not know meet.example.org")]
    [InlineData("connection", AcmeFailureKind.Connection, "Nobody answers at port 80 of meet.example.org")]
    [InlineData("unauthorized", AcmeFailureKind.OtherServer, "Another server answers at port 80")]
    [InlineData("caa", AcmeFailureKind.Caa, "A CAA entry")]
    [InlineData("serverInternal", AcmeFailureKind.Other, "issued no certificate")]
    public async Task A_check_that_fails_is_explained_and_tried_again_later_and_later(string problem, AcmeFailureKind kind, string sentence)
    {
        await using var acme = await AcmeApp.StartAsync();
        acme.Authority.FailsChecks = problem;
        Assert.InRange(await acme.StepAsync(), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3.75));
        Assert.InRange(await acme.StepAsync(), TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(7.5));
        Assert.Equal(kind, acme.Trouble!.Kind);
        Assert.Contains(sentence, acme.Trouble.Sentence.English, StringComparison.Ordinal);
        Assert.EndsWith("(What the check found.)", acme.Trouble.Sentence.German, StringComparison.Ordinal);
        Assert.Contains(acme.App.Logs.Lines, line => line.Contains("There is no certificate, browsers warn. ", StringComparison.Ordinal) && line.Contains(sentence, StringComparison.Ordinal));
        Assert.Equal(TlsOrigin.Placeholder, acme.Served.Origin);
        acme.Authority.FailsChecks = null;
        await acme.StepAsync();
        Assert.Null(acme.Trouble);
        Assert.Equal(TlsOrigin.Acme, acme.Served.Origin);
    }

    [Theory]
    [InlineData("rejectedIdentifier", AcmeFailureKind.Rejected)]
    [InlineData("userActionRequired", AcmeFailureKind.Account)]
    [InlineData("unauthorized", AcmeFailureKind.Account)]
    public async Task An_order_that_is_refused_is_explained(string problem, AcmeFailureKind kind)
    {
        await using var acme = await AcmeApp.StartAsync();
        acme.Authority.RefusesOrders = problem;
        await acme.StepAsync();
        Assert.Equal(kind, acme.Trouble!.Kind);
    }

    [Fact]
    public async Task A_rate_limit_is_respected()
    {
        await using var acme = await AcmeApp.StartAsync();
        (acme.Authority.RefusesOrders, acme.Authority.RetryAfter) = ("rateLimited", 86_400);
        var pause = await acme.StepAsync();
        Assert.InRange(pause, TimeSpan.FromDays(1), TimeSpan.FromDays(1.25));
        Assert.Equal((AcmeFailureKind.RateLimited, acme.Time.GetUtcNow() + pause), (acme.Trouble!.Kind, acme.Trouble.NextTry));
    }

    [Fact]
    public async Task A_rate_limit_holds_over_a_restart_and_for_the_same_names_only()
    {
        var authority = await AcmeServer.StartAsync();
        (authority.RefusesOrders, authority.RetryAfter) = ("rateLimited", 7200);
        var first = await AcmeApp.StartAsync(authority);
        await first.StepAsync();
        first.Renewal.Dispose();
        var folder = await first.App.StopAsync();
        var asked = authority.Requests.Count;
        var second = await AcmeApp.StartAsync(authority, folder);
        Assert.InRange(await second.StepAsync(), TimeSpan.FromHours(2), TimeSpan.FromHours(2.5));
        Assert.Equal((AcmeFailureKind.RateLimited, asked), (second.Trouble!.Kind, authority.Requests.Count));
        second.Time.Jump(TimeSpan.FromHours(2.6));
        await second.StepAsync();
        Assert.True(authority.Requests.Count > asked);
        second.Renewal.Dispose();
        asked = authority.Requests.Count;
        await using var third = await AcmeApp.StartAsync(authority, await second.App.StopAsync(), ["other.example.org"]);
        await third.StepAsync();
        Assert.True(authority.Requests.Count > asked);
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_certificate_and_the_next_one_replaces_it()
    {
        await using var acme = await AcmeApp.StartAsync();
        await acme.StepAsync();
        var first = acme.Served;
        acme.Time.Jump(TimeSpan.FromDays(59));
        await acme.StepAsync();
        Assert.Equal(1, acme.Authority.Issued);
        acme.Time.Jump(TimeSpan.FromDays(2));
        acme.Authority.FailsChecks = "connection";
        await acme.StepAsync();
        Assert.Equal(first.Contents, acme.Served.Contents);
        Assert.Contains(acme.App.Logs.Lines, line => line.Contains("is not renewed yet. Nobody answers at port 80", StringComparison.Ordinal));
        acme.Authority.FailsChecks = null;
        await acme.StepAsync();
        Assert.NotEqual(first.Contents, acme.Served.Contents);
        Assert.Equal(2, acme.Authority.Issued);
        Assert.Single(acme.Authority.Contacts); // the account is the same
    }

    [Fact]
    public async Task An_account_that_the_authority_has_forgotten_is_made_again()
    {
        await using var acme = await AcmeApp.StartAsync();
        await acme.StepAsync();
        acme.Authority.ForgetAccounts();
        acme.Time.Jump(TimeSpan.FromDays(61));
        await acme.StepAsync();
        Assert.Null(acme.Trouble);
        Assert.Equal((2, 1), (acme.Authority.Issued, acme.Authority.Accounts.Count));
    }

    [Fact]
    public async Task A_stored_certificate_is_served_from_the_start_and_nothing_is_ordered()
    {
        var authority = await AcmeServer.StartAsync();
        var first = await AcmeApp.StartAsync(authority);
        await first.StepAsync();
        var contents = first.Served.Contents;
        first.Renewal.Dispose();
        await using var second = await AcmeApp.StartAsync(authority, await first.App.StopAsync());
        Assert.Equal((TlsOrigin.Acme, contents), (second.Served.Origin, second.Served.Contents));
        await second.StepAsync();
        Assert.Equal((1, contents), (authority.Issued, second.Served.Contents));
    }

    [Fact]
    public async Task Another_name_or_another_address_to_write_to_is_noticed()
    {
        var authority = await AcmeServer.StartAsync();
        var first = await AcmeApp.StartAsync(authority);
        await first.StepAsync();
        first.Renewal.Dispose();
        var folder = await first.App.StopAsync();
        // The check of the second goes to the first one's port otherwise.
        var other = await AcmeServer.StartAsync();
        await authority.DisposeAsync();
        await using var second = await AcmeApp.StartAsync(other, folder, ["meet.example.org", "neu.example.org"], "admin@example.org");
        Assert.Equal(TlsOrigin.Placeholder, second.Served.Origin);
        await second.StepAsync();
        Assert.True(second.Served.Covers("neu.example.org"));
        Assert.Equal(["mailto:admin@example.org"], Assert.Single(other.Contacts));
    }

    [Fact]
    public async Task What_another_process_has_renewed_is_taken_over()
    {
        await using var acme = await AcmeApp.StartAsync();
        await acme.StepAsync();
        var pem = SelfMade.CreatePem(["meet.example.org"], TreffApp.Start.AddDays(70), TimeSpan.FromDays(89));
        acme.Time.Jump(TimeSpan.FromDays(70));
        File.WriteAllText(Path.Combine(acme.Folder, "certificate.pem"), pem);
        await acme.StepAsync();
        Assert.Equal(1, acme.Authority.Issued);
        Assert.Equal("2026-06-23", acme.Served.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task While_another_process_orders_this_one_waits()
    {
        await using var acme = await AcmeApp.StartAsync();
        using (acme.App.Services.GetRequiredService<AcmeStore>().TryLock())
            Assert.Equal(TimeSpan.FromMinutes(1), await acme.StepAsync());
        Assert.Empty(acme.Authority.Requests);
        await acme.StepAsync();
        Assert.Equal(1, acme.Authority.Issued);
    }

    [Fact]
    public async Task An_authority_that_wants_accounts_made_beforehand_is_not_for_us()
    {
        await using var acme = await AcmeApp.StartAsync();
        acme.Authority.WantsExternalAccounts = true;
        await acme.StepAsync();
        Assert.Equal(AcmeFailureKind.Account, acme.Trouble!.Kind);
        Assert.DoesNotContain("new-account", acme.Authority.Requests);
    }

    [Fact]
    public async Task An_authority_that_does_not_answer_is_told()
    {
        await using var acme = await AcmeApp.StartAsync(directory: new Uri("http://127.0.0.1:1/directory"));
        await acme.StepAsync();
        Assert.Equal(AcmeFailureKind.Unreachable, acme.Trouble!.Kind);
    }

    [Fact]
    public async Task A_certificate_that_is_as_good_as_over_is_not_taken()
    {
        await using var acme = await AcmeApp.StartAsync();
        acme.Authority.Lifetime = TimeSpan.FromMinutes(61);
        await acme.StepAsync();
        Assert.Contains("Is the clock of this machine right?", acme.Trouble!.Sentence.English, StringComparison.Ordinal);
        Assert.Equal(TlsOrigin.Placeholder, acme.Served.Origin);
    }

    [Fact]
    public async Task A_damaged_account_key_is_told_and_not_replaced()
    {
        await using var acme = await AcmeApp.StartAsync();
        await acme.StepAsync();
        File.WriteAllText(Path.Combine(acme.Folder, "account-key.pem"), "nonsense");
        acme.Time.Jump(TimeSpan.FromDays(61));
        await acme.StepAsync();
        Assert.Equal(AcmeFailureKind.Storage, acme.Trouble!.Kind);
        Assert.Contains("to begin with a new account", acme.Trouble.Sentence.English, StringComparison.Ordinal);
        Assert.Equal("nonsense", File.ReadAllText(Path.Combine(acme.Folder, "account-key.pem")));
    }
}
