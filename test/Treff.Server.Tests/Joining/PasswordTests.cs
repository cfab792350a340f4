using System.Diagnostics;
using System.Net;
using Treff.Server.Joining;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Server.Storage;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Joining;

/// <summary>Passwords of meetings, right, wrong and too often.</summary>
[Trait("Database", "SQLite")]
public class PasswordTests
{
    [Fact]
    public async Task The_password_lets_in_and_only_its_hash_is_stored()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        foreach (var language in new[] { "de", "en" })
        {
            await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Gert" }, language), 401, "password_required");
            await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Gert", password = "öffne dich" }, language), 403, "password_wrong");
        }

        var guest = await meeting.EnterAsync("Gert", password: "Öffne dich");
        await meeting.EnterAsync("Gert", ticket: guest.Ticket);
        using var database = new Database(app);
        var stored = Assert.Single(database.Context.Meetings).PasswordHash!;
        Assert.StartsWith("pbkdf2-sha256$600000$", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("dich", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_password_counts_at_once()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        await meeting.EnterAsync("Gert", password: "Öffne dich");
        await meeting.SettingsAsync(new { password = "neues Wort" });
        await HostedMeeting.RefusedAsync(meeting.TryJoinAsync(new { display_name = "Gina", password = "Öffne dich" }), 403, "password_wrong");
        await meeting.EnterAsync("Gina", password: "neues Wort");
        await meeting.SettingsAsync(new { password = (string?)null });
        await meeting.EnterAsync("Gitta");
    }

    /// <summary>It costs ten hashes, and is about addresses.</summary>
    [Fact]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    public async Task After_five_wrong_ones_an_address_waits_and_others_do_not()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        for (var i = 0; i < 5; i++)
            await HostedMeeting.RefusedAsync(Flowing(app, Try(meeting, $"wrong {i}", "203.0.113.9")), 403, "password_wrong");
        foreach (var language in new[] { "de", "en" })
        {
            var refused = Try(meeting, "Öffne dich", "203.0.113.9", language);
            Assert.InRange((await refused).Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            await HostedMeeting.RefusedAsync(refused, 429, "too_many_password_tries");
        }

        using (var other = await Try(meeting, "Öffne dich", "203.0.113.10"))
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        var second = await StartAsync(app);
        using (var elsewhere = await Try(second, "Öffne dich", "203.0.113.9"))
            Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
        app.SetClockOn(PasswordTries.Window);
        using var later = await Try(meeting, "Öffne dich", "203.0.113.9");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    /// <summary>As above.</summary>
    [Fact]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    public async Task Tries_at_the_same_time_are_counted_one_by_one()
    {
        await using var app = await TreffApp.StartAsync();
        var meeting = await StartAsync(app);
        var answers = await Flowing(app, Task.WhenAll(Enumerable.Range(0, 12).Select(i => Try(meeting, $"wrong {i}", "203.0.113.9"))));
        Assert.Equal((5, 7), (answers.Count(a => a.StatusCode == HttpStatusCode.Forbidden), answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests)));
    }

    /// <summary>It is about the server's own time, which one that does the media beside it would take from it.</summary>
    [Fact]
    [Trait(TestShape.Trait, TestShape.Embedded)]
    public async Task A_class_behind_one_address_that_knows_the_password_gets_in_at_once()
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { MaxParticipants = 100 });
        var meeting = await StartAsync(app);
        var started = Stopwatch.GetTimestamp();
        var one = await Try(meeting, "Öffne dich", "203.0.113.9");
        var costOfOne = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Try(meeting, "Öffne dich", "203.0.113.9")));
        Assert.All([one, .. answers], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        // Thirty times the work would take thirty times as long.
        Assert.True(Stopwatch.GetElapsedTime(started) < 15 * costOfOne, $"{Stopwatch.GetElapsedTime(started)} for 30, {costOfOne} for one");
    }

    [Fact]
    public void Each_wrong_one_is_answered_more_slowly()
    {
        var tries = new PasswordTries(new TreffOptions(), new SingleNode(), new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TreffApp.Start));
        var address = IPAddress.Parse("203.0.113.9");
        Assert.Equal([0, 0, 0.5, 1, 2], Enumerable.Range(0, 5).Select(_ => tries.Fail("m", address).TotalSeconds));
        Assert.Equal(60, tries.Wait("m", address).TotalSeconds);
        Assert.Equal(0, tries.Wait("m", IPAddress.Parse("203.0.113.10")).TotalSeconds);
    }

    [Fact]
    public void Hashes_of_before_count_with_their_own_iterations_and_nonsense_matches_nothing()
    {
        const string Old = "pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$";
        var hash = System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2("alt"u8, new byte[16], 1000, System.Security.Cryptography.HashAlgorithmName.SHA256, 32);
        Assert.True(Passwords.Verify("alt", Old + Convert.ToBase64String(hash)));
        Assert.False(Passwords.Verify("neu", Old + Convert.ToBase64String(hash)));
        Assert.False(Passwords.Verify("alt", "md5$x"));
        Assert.NotEqual(Passwords.Hash("gleich"), Passwords.Hash("gleich"));
    }

    private static Task<HostedMeeting> StartAsync(TreffApp app) => HostedMeeting.CreateAsync(app, new { password = "Öffne dich" });

    private static Task<HttpResponseMessage> Try(HostedMeeting meeting, string password, string address, string? language = null) =>
        meeting.TryJoinAsync(new { display_name = "Gert", password }, language, address);

    /// <summary>Slow answers wait for the server's clock, which a test moves: by less than what would make tries be forgotten.</summary>
    private static async Task<T> Flowing<T>(TreffApp app, Task<T> call)
    {
        while (!call.IsCompleted)
        {
            await Task.WhenAny(call, Task.Delay(50));
            app.Time.Advance(TimeSpan.FromSeconds(0.1));
        }

        return await call;
    }
}
