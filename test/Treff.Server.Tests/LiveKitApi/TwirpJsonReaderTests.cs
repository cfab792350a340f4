using System.Text;
using Microsoft.AspNetCore.Http;
using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;

namespace Treff.Server.Tests.LiveKitApi;

public sealed class TwirpJsonReaderTests
{
    public static TheoryData<byte[]> NoUnicode => [Encoding.Latin1.GetBytes("""{"data":"ÿ"}"""), """{"data":"\ud800"}"""u8.ToArray(), Encoding.Latin1.GetBytes("""{"ÿ":"AA=="}""")];

    [Theory]
    [MemberData(nameof(NoUnicode))]
    public void Text_that_is_no_Unicode_is_malformed(byte[] json)
    {
        var body = TwirpBody.For(new DefaultHttpContext { Request = { ContentType = TwirpBody.Json } }.Request)!;
        Assert.False(body.TryParse<SendDataRequest>(json, out _, out var error));
        Assert.NotNull(error);
    }
}
