using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Treff.LiveKit.Protocol;

namespace Treff.LiveKit.Tests;

public class AccessTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly ApiCredentials Development = new("devkey", "secret");
    private static readonly ApiCredentials Long = new("APIabc", new string('s', 43));

    private static readonly AccessTokenClaims Everything = new()
    {
        Identity = "guest-12345678",
        Name = "Jörg „Max“ <b>",
        Metadata = "{\"a\":1}",
        Attributes = new Dictionary<string, string> { ["hand"] = "up" },
        Kind = ParticipantInfo.Types.Kind.Agent,
        RoomPreset = "preset",
        Sha256 = "abc=",
        RoomConfig = new RoomConfiguration { Name = "r", EmptyTimeout = 30, MaxParticipants = 7 },
        Video = new VideoGrant
        {
            RoomJoin = true,
            RoomAdmin = true,
            RoomCreate = true,
            RoomList = true,
            RoomRecord = true,
            Room = "abc-defg-hij",
            DestinationRoom = "other",
            CanPublish = false,
            CanSubscribe = true,
            CanPublishData = false,
            CanPublishSources = [TrackSource.Camera, TrackSource.ScreenShareAudio],
            CanUpdateOwnMetadata = true,
            CanSubscribeMetrics = true,
            IngressAdmin = true,
            Hidden = true,
            Recorder = true,
            Agent = true,
            CanManageAgentSession = true,
        },
    };

    [Fact]
    public void Every_claim_comes_back()
    {
        var read = Verify(Development, AccessToken.Create(Development, Everything, Now, TimeSpan.FromHours(24)), Now);
        var expected = Everything with { ApiKey = "devkey", NotBefore = Now, ExpiresAt = Now.AddHours(24) };
        Assert.Equal(expected.Attributes, read.Attributes);
        Assert.Equal(expected.Video.CanPublishSources, read.Video.CanPublishSources);
        var same = read with { Attributes = expected.Attributes, Video = read.Video with { CanPublishSources = expected.Video.CanPublishSources } };
        Assert.Equal(expected, same);
    }

    [Fact]
    public void The_short_development_secret_signs_as_livekit_does()
    {
        // Made by LiveKit's own server: see the recorded webhooks.
        var recorded = Support.Recordings.Http("webhooks").GetProperty("events")[0].GetProperty("request").GetProperty("headers")
            .EnumerateArray().Single(header => header[0].GetString() == "Authorization")[1].GetString()!;
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(recorded.Split('.')[1]));
        var issued = DateTimeOffset.FromUnixTimeSeconds(long.Parse(payload.Split("\"nbf\":")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("devkey", Verify(Development, recorded, issued).ApiKey);
    }

    [Fact]
    public async Task Another_library_accepts_our_token()
    {
        var token = AccessToken.Create(Long, Everything, Now, TimeSpan.FromHours(24));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Long.Secret)),
            ValidIssuer = Long.Key,
            ValidateAudience = false,
            LifetimeValidator = (_, _, _, _) => true,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("guest-12345678", ((JsonWebToken)result.SecurityToken).Subject);
        Assert.Equal(Now.AddHours(24).UtcDateTime, ((JsonWebToken)result.SecurityToken).ValidTo);
    }

    [Fact]
    public void We_accept_the_token_of_another_library()
    {
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Long.Key,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = "anna",
                ["video"] = new Dictionary<string, object> { ["roomJoin"] = true, ["room"] = "r" },
            },
            NotBefore = Now.UtcDateTime,
            Expires = Now.AddHours(1).UtcDateTime,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Long.Secret)), SecurityAlgorithms.HmacSha256),
        });
        var claims = Verify(Long, token, Now);
        Assert.Equal(("anna", true, "r"), (claims.Identity, claims.Video.RoomJoin, claims.Video.Room));
    }

    [Theory]
    [InlineData(-61, AccessTokenFailure.NotYetValid)]
    [InlineData(-59, AccessTokenFailure.None)]
    [InlineData(0, AccessTokenFailure.None)]
    [InlineData(3600, AccessTokenFailure.None)]
    [InlineData(3659, AccessTokenFailure.None)]
    [InlineData(3660, AccessTokenFailure.Expired)]
    public void Clocks_may_differ_by_a_minute(int secondsAfterIssue, AccessTokenFailure expected)
    {
        var token = AccessToken.Create(Development, new AccessTokenClaims(), Now, TimeSpan.FromHours(1));
        Assert.Equal(expected, FailureOf(Development, token, Now.AddSeconds(secondsAfterIssue)));
    }

    [Fact]
    public void A_token_without_an_end_is_refused() =>
        Assert.Equal(AccessTokenFailure.Expired, FailureOf(Development, Signed("""{"alg":"HS256"}""", """{"iss":"devkey"}""")));

    [Fact]
    public void A_token_of_another_key_or_secret_is_refused()
    {
        var token = AccessToken.Create(Development with { Key = "other" }, new AccessTokenClaims(), Now, TimeSpan.FromHours(1));
        Assert.Equal(AccessTokenFailure.UnknownApiKey, FailureOf(Development, token));
        token = AccessToken.Create(Development with { Secret = "Secret" }, new AccessTokenClaims(), Now, TimeSpan.FromHours(1));
        Assert.Equal(AccessTokenFailure.WrongSignature, FailureOf(Development, token));
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS384"}""")]
    [InlineData("""{"alg":5}""")]
    [InlineData("{}")]
    public void Only_HS256_is_accepted(string header) =>
        Assert.Equal(AccessTokenFailure.WrongAlgorithm, FailureOf(Development, Signed(header, """{"iss":"devkey","exp":99999999999}""")));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{"iss":"devkey","roomConfig":{"emptyTimeout":"soon"}}""")]
    [InlineData("""{"iss":"devkey","sub":"half of a pair \ud800"}""")]
    public void A_signed_payload_that_is_no_token_is_malformed(string payload) =>
        Assert.Equal(AccessTokenFailure.Malformed, FailureOf(Development, Signed("""{"alg":"HS256"}""", payload)));

    [Theory]
    [InlineData("""{"iss":"devkey","exp":1e300,"sub":5,"video":[],"attributes":"no","kind":{}}""", AccessTokenFailure.Expired)]
    [InlineData("""{"iss":"devkey","exp":-1}""", AccessTokenFailure.Expired)]
    [InlineData("""{"iss":"devkey","exp":"soon"}""", AccessTokenFailure.Expired)]
    [InlineData("""{"iss":["devkey"],"exp":99999999999}""", AccessTokenFailure.UnknownApiKey)]
    [InlineData("""{"iss":"devkey","exp":99999999999,"video":{"canPublishSources":[1,"lasers"],"roomJoin":"yes"}}""", AccessTokenFailure.None)]
    public void Claims_of_the_wrong_type_never_throw(string payload, AccessTokenFailure expected) =>
        Assert.Equal(expected, FailureOf(Development, Signed("""{"alg":"HS256"}""", payload)));

    [Fact]
    public void A_source_nobody_knows_does_not_become_permission_for_all()
    {
        var token = Signed("""{"alg":"HS256"}""", """{"iss":"devkey","exp":99999999999,"video":{"canPublishSources":["lasers"]}}""");
        Assert.Equal([TrackSource.Unknown], Verify(Development, token, Now).Video.ToPermission().CanPublishSources);
    }

    [Fact]
    public void Absent_grants_have_livekits_defaults()
    {
        var permission = new VideoGrant().ToPermission();
        Assert.True(permission.CanPublish && permission.CanSubscribe && permission.CanPublishData);
        Assert.False(permission.CanUpdateMetadata || permission.CanSubscribeMetrics || permission.Hidden);
        Assert.False(new VideoGrant { CanPublish = false }.ToPermission().CanPublishData);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var token = AccessToken.Create(Development, Everything, Now, TimeSpan.FromHours(1));
        for (var length = 0; length < token.Length; length++)
            Assert.NotEqual(AccessTokenFailure.None, FailureOf(Development, token[..length]));
    }

    [Fact]
    public void Every_changed_character_is_refused()
    {
        var token = AccessToken.Create(Development, Everything, Now, TimeSpan.FromHours(1));
        // The last character of a base64 text of 32 bytes holds two bits that mean nothing.
        for (var position = 0; position < token.Length - 1; position++)
        {
            foreach (var replacement in new[] { 'A', 'z', '.', '\0', 'ü', ' ' })
            {
                if (token[position] != replacement)
                    Assert.NotEqual(AccessTokenFailure.None, FailureOf(Development, token[..position] + replacement + token[(position + 1)..]));
            }
        }
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("=")]
    public void White_space_and_padding_are_refused(string extra)
    {
        var token = Signed("""{"alg":"HS256"}""", """{"iss":"devkey","exp":99999999999}""");
        Assert.Equal(AccessTokenFailure.None, FailureOf(Development, token));
        Assert.Equal(AccessTokenFailure.Malformed, FailureOf(Development, token + extra));
        Assert.Equal(AccessTokenFailure.Malformed, FailureOf(Development, token[..^5] + extra + token[^5..]));
    }

    [Fact]
    public void Random_text_is_refused()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => "..AZaz09-_=+/ \ud800\uffff"[random.Next(16)])]);
            Assert.NotEqual(AccessTokenFailure.None, FailureOf(Development, text));
        }

        Assert.Equal(AccessTokenFailure.Malformed, FailureOf(Development, null));
    }

    [Fact]
    public void What_the_pair_before_has_signed_is_accepted_and_nothing_older()
    {
        var next = new ApiCredentials("new", new string('n', 43)) { Previous = Long };
        var old = AccessToken.Create(Long, Everything, Now, TimeSpan.FromHours(1));
        Assert.Equal("guest-12345678", Verify(next, old, Now).Identity);
        Assert.Equal("guest-12345678", Verify(next, AccessToken.Create(next, Everything, Now, TimeSpan.FromHours(1)), Now).Identity);
        Assert.Equal(AccessTokenFailure.WrongSignature, FailureOf(next, AccessToken.Create(Development, Everything, Now, TimeSpan.FromHours(1))));
        // The name of one and the secret of the other.
        Assert.Equal(AccessTokenFailure.UnknownApiKey, FailureOf(next, AccessToken.Create(new ApiCredentials("new", Long.Secret), Everything, Now, TimeSpan.FromHours(1))));
    }

    [Fact]
    public void Credentials_never_show_their_secret() => Assert.DoesNotContain("secret", Development.ToString(), StringComparison.Ordinal);

    private static string Signed(string header, string payload)
    {
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Base64Url.EncodeToString(AccessToken.Sign(Development.Secret, text))}";
    }

    private static AccessTokenClaims Verify(ApiCredentials credentials, string token, DateTimeOffset now)
    {
        Assert.True(new AccessTokenVerifier(credentials, new FakeTimeProvider(now)).TryVerify(token, out var claims, out var failure), failure.ToString());
        return claims;
    }

    private static AccessTokenFailure FailureOf(ApiCredentials credentials, string? token, DateTimeOffset? now = null)
    {
        new AccessTokenVerifier(credentials, new FakeTimeProvider(now ?? Now)).TryVerify(token, out _, out var failure);
        return failure;
    }
}
