using System.Text.Json;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Moderation;

/// <summary>What hosts would do to people who are not there, or what is not to be done.</summary>
public class NobodyTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("mute", """{"source":"microphone"}""", 404, "participant_not_found")]
    [InlineData("mute", """{"source":"drums"}""", 400, "not_one_of")]
    [InlineData("mute", "{}", 400, "not_one_of")]
    [InlineData("ask-to-unmute", "{}", 404, "participant_not_found")]
    [InlineData("remove", "{}", 404, "participant_not_found")]
    [InlineData("remove", """{"keep_out":"yes"}""", 400, "wrong_type")]
    [InlineData("role", """{"role":"guest"}""", 404, "participant_not_found")]
    [InlineData("role", """{"role":"host"}""", 400, "not_one_of")]
    [InlineData("lower-hand", "{}", 404, "participant_not_found")]
    public async Task Nothing_is_done_to_nobody(string what, string body, int status, string code)
    {
        var meeting = await HostedMeeting.CreateAsync(server.App);
        foreach (var language in new[] { "de", "en" })
        {
            var call = meeting.SendAsync(HttpMethod.Post, $"participants/guest-nobody22/{what}", JsonSerializer.Deserialize<JsonElement>(body), meeting.Key, language);
            await HostedMeeting.RefusedAsync(call, status, code);
        }
    }
}
