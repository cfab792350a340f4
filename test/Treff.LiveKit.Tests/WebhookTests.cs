using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Treff.LiveKit.Protocol;
using Treff.LiveKit.Tests.Support;

namespace Treff.LiveKit.Tests;

public class WebhookTests
{
    private static readonly ApiCredentials Credentials = new("devkey", "secret");
    private static readonly DateTimeOffset Recorded = new(2026, 11, 22, 5, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Recorded_webhooks_of_livekit_verify_and_read_well()
    {
        foreach (var recorded in Recordings.Http("webhooks").GetProperty("events").EnumerateArray())
        {
            var request = recorded.GetProperty("request");
            var (authorization, body) = (Header(request, "Authorization"), Body(request));
            Assert.True(Webhook.TryVerify(VerifierAt(IssuedAt(authorization)), authorization, body, out var webhook));
            Assert.Equal(recorded.Text("event"), webhook.Event);
            Assert.StartsWith("EV_", webhook.Id, StringComparison.Ordinal);
            Assert.StartsWith("RM_", webhook.Room.Sid, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_we_sign_we_verify()
    {
        var webhook = new WebhookEvent { Event = "room_started", Id = Sid.NewWebhookEvent(), CreatedAt = 1, Room = new Room { Name = "r" } };
        var (body, authorization) = Webhook.Sign(Credentials, webhook, Recorded);
        Assert.True(Webhook.TryVerify(VerifierAt(Recorded), authorization, body, out var read));
        Assert.Equal(webhook, read);
        Assert.Contains("\"createdAt\": \"1\"", Encoding.UTF8.GetString(body).Replace("\":\"", "\": \"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_body_is_refused()
    {
        var (body, authorization) = Webhook.Sign(Credentials, new WebhookEvent { Event = "room_started" }, Recorded);
        for (var position = 0; position < body.Length; position++)
        {
            body[position] ^= 1;
            Assert.False(Webhook.TryVerify(VerifierAt(Recorded), authorization, body, out _));
            body[position] ^= 1;
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("a.b.c")]
    public void A_bad_header_is_refused(string? authorization) =>
        Assert.False(Webhook.TryVerify(VerifierAt(Recorded), authorization, "{}"u8, out _));

    [Fact]
    public void A_token_for_something_else_is_no_signature()
    {
        var token = AccessToken.Create(Credentials, new AccessTokenClaims { Identity = "guest" }, Recorded, TimeSpan.FromHours(1));
        Assert.False(Webhook.TryVerify(VerifierAt(Recorded), token, "{}"u8, out _));
    }

    private static AccessTokenVerifier VerifierAt(DateTimeOffset now) => new(Credentials, new FakeTimeProvider(now));

    private static DateTimeOffset IssuedAt(string token)
    {
        using var json = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
        return DateTimeOffset.FromUnixTimeSeconds(json.RootElement.GetProperty("nbf").GetInt64());
    }

    private static string Header(JsonElement request, string name) =>
        request.GetProperty("headers").EnumerateArray().Single(header => header[0].GetString() == name)[1].GetString()!;

    private static byte[] Body(JsonElement request) =>
        request.TryGetProperty("body_b64", out _) ? request.Bytes("body_b64") : Encoding.UTF8.GetBytes(request.Text("body_text"));
}
