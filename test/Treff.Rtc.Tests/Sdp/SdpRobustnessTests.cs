using System.Text;
using Treff.Rtc.Sdp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sdp;

/// <summary>No text makes the parser throw, and whatever it accepts can be written and read again.</summary>
public sealed class SdpRobustnessTests
{
    private static readonly byte[] Sample = Encoding.UTF8.GetBytes(SdpSamples.FirefoxManner.ReplaceLineEndings("\r\n"));

    [Fact]
    public void No_truncation_throws()
    {
        foreach (var cut in Mutations.Truncations(Sample))
            Try(cut);
    }

    [Fact]
    public void Lines_in_any_order_do_not_throw()
    {
        var lines = SdpSamples.FirefoxManner.Split('\n');
        var random = new SeededRandom(12);
        for (var run = 0; run < 500; run++)
        {
            var text = new StringBuilder("v=0\no=- 1 1 IN IP4 0.0.0.0\n");
            for (var i = 0; i < 60; i++)
                text.Append(lines[random.Next(lines.Length)]).Append('\n');
            Try(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }

    internal static void Try(byte[] bytes)
    {
        if (!SessionDescription.TryParse(Encoding.UTF8.GetString(bytes), out var session, out var error))
        {
            Assert.NotEqual(SdpErrorKind.None, error.Kind);
            return;
        }

        var written = session.ToString();
        Assert.True(SessionDescription.TryParse(written, out var again, out error), error.ToString());
        Assert.Equal(written, again.ToString());
        foreach (var media in session.Media)
        {
            session.TryGetIceCredentials(media, out _);
            foreach (var payloadType in media.PayloadTypes)
                media.FindRtxPayloadType(payloadType);
        }
    }
}
