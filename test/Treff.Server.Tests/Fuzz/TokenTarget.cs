using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Treff.Fuzz;
using Treff.LiveKit;
using Treff.Rtc.Tests.Support;

namespace Treff.Server.Tests.Fuzz;

/// <summary>Damaged tokens, which must not pass, and rightly signed ones whose insides are damaged, which may, as the owner of the key wrote them.</summary>
internal sealed class TokenTarget() : FuzzTarget("jwt")
{
    private static readonly ApiCredentials Credentials = new("devkey", "secret");
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(Credentials.Secret);
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly AccessTokenVerifier _verifier = new(Credentials, TimeProvider.System);
    private readonly string _token = AccessToken.Create(
        Credentials,
        new AccessTokenClaims
        {
            Identity = "alice",
            Name = "Alice",
            Metadata = "{}",
            Attributes = new Dictionary<string, string> { ["a"] = "b" },
            Video = new VideoGrant { Room = "room", RoomJoin = true, CanPublish = true, CanPublishSources = [] },
        },
        Now,
        TimeSpan.FromDays(1));

    public override void Step(SeededRandom random)
    {
        if (random.Chance(0.5))
        {
            var damaged = Encoding.Latin1.GetString(Mutations.Damage(Encoding.ASCII.GetBytes(_token), random));
            Assert.True(damaged == _token || !_verifier.TryVerify(damaged, out _, out var failure) && failure != AccessTokenFailure.None);
            return;
        }

        var parts = _token.Split('.');
        var header = Damaged(parts[0], random.Chance(0.3) ? random : null);
        var payload = Damaged(parts[1], random);
        var signed = header + "." + payload;
        _verifier.TryVerify(signed + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(signed))), out _, out _);
    }

    private static string Damaged(string part, SeededRandom? random) =>
        random is null ? part : Base64Url.EncodeToString(Mutations.Damage(Base64Url.DecodeFromChars(part), random));
}
