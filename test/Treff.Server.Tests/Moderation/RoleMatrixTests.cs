using System.Net;
using Treff.LiveKit;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Moderation;

/// <summary>Who may do what: every call of hosts by everybody who could try it.</summary>
[Trait("Database", "SQLite")]
public class RoleMatrixTests
{
    private const string Strangers = "stranger, nonsense, other_meeting, participant_token";
    private const string Guests = "guest, waiting, removed";
    private static readonly string[] Moderators = ["cohost", "host", "key", "operator"];
    private static readonly string[] HostsOnly = ["host", "key", "operator"];

    /// <summary>What cannot be done again in the same meeting, or would change who may what.</summary>
    private static readonly string[] Once = ["admit", "deny", "admit-all", "deny-all", "remove", "host-key", "end"];

    /// <summary>Method, path, body, status when it is done, and who may.</summary>
    private static readonly (string Method, string Path, object? Body, HttpStatusCode Done, string[] May)[] Actions =
    [
        ("GET", "settings", null, HttpStatusCode.OK, Moderators),
        ("PATCH", "settings", new { locked = true }, HttpStatusCode.OK, Moderators),
        ("GET", "lobby", null, HttpStatusCode.OK, Moderators),
        ("POST", "lobby/{waiting}/admit", null, HttpStatusCode.NoContent, Moderators),
        ("POST", "lobby/{waiting}/deny", null, HttpStatusCode.NoContent, Moderators),
        ("POST", "lobby/admit-all", null, HttpStatusCode.NoContent, Moderators),
        ("POST", "lobby/deny-all", null, HttpStatusCode.NoContent, Moderators),
        ("POST", "participants/{target}/mute", new { source = "microphone" }, HttpStatusCode.NoContent, Moderators),
        ("POST", "participants/{target}/ask-to-unmute", null, HttpStatusCode.NoContent, Moderators),
        ("POST", "participants/{target}/lower-hand", null, HttpStatusCode.NoContent, Moderators),
        ("POST", "participants/{target}/remove", null, HttpStatusCode.NoContent, Moderators),
        ("POST", "participants/{target}/remove", new { keep_out = true }, HttpStatusCode.NoContent, Moderators),
        ("POST", "mute-all", null, HttpStatusCode.NoContent, Moderators),
        ("POST", "lower-hands", null, HttpStatusCode.NoContent, Moderators),
        ("PUT", "spotlight", new { identity = (string?)null }, HttpStatusCode.NoContent, Moderators),
        ("POST", "participants/{target}/role", new { role = "cohost" }, HttpStatusCode.NoContent, HostsOnly),
        ("GET", "log", null, HttpStatusCode.OK, HostsOnly),
        ("POST", "host-key", null, HttpStatusCode.OK, HostsOnly),
        ("POST", "end", null, HttpStatusCode.NoContent, HostsOnly),
    ];

    [Fact]
    public async Task Every_call_is_open_to_those_who_may_and_to_nobody_else()
    {
        await using var app = await TreffApp.StartAsync();
        var wrong = new List<string>();
        foreach (var action in Actions)
        {
            var cast = await Cast.AssembleAsync(app);
            // First come those who may not: what they tried has changed nothing for those who may.
            foreach (var actor in $"{Strangers}, {Guests}".Split(", ").Concat(Moderators))
            {
                var status = await cast.TryAsync(action.Method, action.Path, action.Body, actor);
                var expected = action.May.Contains(actor) ? action.Done
                    : Strangers.Contains(actor, StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
                if (status != expected)
                    wrong.Add($"{action.Method} {action.Path} by {actor}: {(int)status} instead of {(int)expected}");
                if (action.May.Contains(actor) && Once.Contains(action.Path.Split('/')[^1]))
                    cast = await Cast.AssembleAsync(app);
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>A meeting with one of each.</summary>
    private sealed record Cast(HostedMeeting Meeting, Person Target, string Waiting, Dictionary<string, string?> Bearers)
    {
        public static async Task<Cast> AssembleAsync(TreffApp app)
        {
            var meeting = await HostedMeeting.CreateAsync(app);
            // Who something is done to is there; who tries to needs no connection for it.
            var (host, cohost) = (await meeting.JoinAsync("Host", meeting.Key), await meeting.JoinAsync("Co-host"));
            var (guest, removed, target) = (await meeting.JoinAsync("Guest"), await meeting.JoinAsync("Removed"), await meeting.EnterAsync("Target"));
            await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, $"participants/{cohost.Identity}/role", new { role = "cohost" }, meeting.Key));
            await HostedMeeting.DoneAsync(meeting.SendAsync(HttpMethod.Post, $"participants/{removed.Identity}/remove", bearer: meeting.Key));
            await meeting.SettingsAsync(new { waiting_room = "everyone" });
            var waiting = await HostedMeeting.AnswerAsync(meeting.TryJoinAsync(new { display_name = "Waiting" }), HttpStatusCode.Accepted);
            var identity = (await meeting.GetAsync("lobby", meeting.Key)).GetProperty("waiting")[0].GetProperty("id").GetString()!;
            var bearers = new Dictionary<string, string?>
            {
                ["stranger"] = null,
                ["nonsense"] = "nonsense",
                ["other_meeting"] = (await HostedMeeting.CreateAsync(app)).Key,
                // What joining hands to a host for LiveKit is no credential here: it would outlive the role.
                ["participant_token"] = Token(meeting.Id, "somebody"),
                ["guest"] = guest.Ticket,
                ["waiting"] = waiting.GetProperty("ticket").GetString(),
                ["removed"] = removed.Ticket,
                ["cohost"] = cohost.Ticket,
                ["host"] = host.Ticket,
                ["key"] = meeting.Key,
                ["operator"] = Token(meeting.Id, ""),
            };
            return new Cast(meeting, target, identity, bearers);
        }

        public async Task<HttpStatusCode> TryAsync(string method, string path, object? body, string actor)
        {
            var actual = path.Replace("{target}", Target.Identity, StringComparison.Ordinal).Replace("{waiting}", Waiting, StringComparison.Ordinal);
            using var response = await Meeting.SendAsync(HttpMethod.Parse(method), actual, body, Bearers[actor]);
            return response.StatusCode;
        }

        private static string Token(string room, string identity) => AccessToken.Create(
            TreffAppSettings.Development,
            new AccessTokenClaims { Identity = identity, Video = new VideoGrant { RoomAdmin = true, RoomJoin = identity.Length > 0, Room = room } },
            TreffApp.Start,
            TimeSpan.FromHours(1));
    }
}
