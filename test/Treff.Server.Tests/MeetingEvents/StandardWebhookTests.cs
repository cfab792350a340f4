using System.Text;
using Treff.Server.MeetingEvents;

namespace Treff.Server.Tests.MeetingEvents;

public class StandardWebhookTests
{
    /// <summary>Published with the specification's libraries.</summary>
    [Fact]
    public void The_published_example_is_signed_alike()
    {
        Assert.True(StandardWebhook.TryParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", out var secret));
        var at = DateTimeOffset.FromUnixTimeSeconds(1614265330);
        var signature = StandardWebhook.Sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""));
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public void Each_secret_signs()
    {
        var signatures = StandardWebhook.Sign([new byte[24], new byte[32]], "msg_1", DateTimeOffset.UnixEpoch, "{}"u8).Split(' ');
        Assert.Equal(2, signatures.Length);
        Assert.Equal(StandardWebhook.Sign([new byte[32]], "msg_1", DateTimeOffset.UnixEpoch, "{}"u8), signatures[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64 at all, not at all")]
    public void What_is_no_secret_is_refused(string text) => Assert.False(StandardWebhook.TryParseSecret(text, out _));

    [Fact]
    public void A_secret_longer_than_allowed_is_refused() =>
        Assert.False(StandardWebhook.TryParseSecret("whsec_" + Convert.ToBase64String(new byte[65]), out _));
}
