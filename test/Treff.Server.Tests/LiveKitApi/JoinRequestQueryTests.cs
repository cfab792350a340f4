using System.IO.Compression;
using Google.Protobuf;
using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.LiveKitApi;

public class JoinRequestQueryTests
{
    private const WrappedJoinRequest.Types.Compression Gzip = WrappedJoinRequest.Types.Compression.Gzip;

    [Fact]
    public void Reads_what_real_clients_sent()
    {
        Assert.Null(JoinRequestQuery.Decode(Repository.RecordedJoinRequest("single-pc.alice"), out var browser));
        Assert.Equal((ClientInfo.Types.SDK.Js, 17, 1u), (browser.ClientInfo.Sdk, browser.ClientInfo.Protocol, browser.PublisherOffer.Id));
        Assert.Contains("m=video", browser.PublisherOffer.Sdp, StringComparison.Ordinal);
        Assert.Null(JoinRequestQuery.Decode(Repository.RecordedJoinRequest("rtc-node.node-a"), out var node));
        Assert.Equal(ClientInfo.Types.SDK.Node, node.ClientInfo.Sdk);
    }

    [Fact]
    public void Takes_both_alphabets_with_and_without_padding()
    {
        var standard = Convert.ToBase64String(Wrap(new JoinRequest { Metadata = "ÿþ?>~" + new string('\u00ff', 40) }.ToByteArray()));
        Assert.Contains('/', standard);
        foreach (var text in new[] { standard, standard.TrimEnd('='), standard.Replace('+', '-').Replace('/', '_'), standard.Replace('+', ' ') })
            Assert.Null(JoinRequestQuery.Decode(text, out _));
    }

    [Theory]
    [InlineData(null, "join_request is required")]
    [InlineData("", "join_request is required")]
    [InlineData("!!", "cannot base64 decode wrapped join request")]
    [InlineData("____", "cannot unmarshal wrapped join request")]
    public void Refuses_with_livekits_words(string? text, string expected) =>
        Assert.Equal(new RtcRefusal(400, expected), JoinRequestQuery.Decode(text, out _));

    [Fact]
    public void Refuses_broken_gzip_unknown_compression_and_broken_insides()
    {
        Assert.Equal("cannot decompress join request", Decode(Wrap([1, 2, 3], Gzip)));
        Assert.Equal("cannot decompress join request", Decode(Wrap([], (WrappedJoinRequest.Types.Compression)7)));
        Assert.Equal("cannot unmarshal join request", Decode(Wrap([0xFF])));
        Assert.Equal("cannot unmarshal join request", Decode(Wrap(Zip([0xFF]), Gzip)));
    }

    [Fact]
    public void A_compression_bomb_is_not_unpacked()
    {
        var bomb = Zip(new byte[50 * 1024 * 1024]);
        Assert.True(bomb.Length < 64 * 1024);
        Assert.StartsWith("join request exceeds limits", Decode(Wrap(bomb, Gzip)), StringComparison.Ordinal);
    }

    private static string? Decode(byte[] wrapped) => JoinRequestQuery.Decode(Convert.ToBase64String(wrapped), out _)?.Text;

    private static byte[] Wrap(byte[] inner, WrappedJoinRequest.Types.Compression compression = WrappedJoinRequest.Types.Compression.None) =>
        new WrappedJoinRequest { Compression = compression, JoinRequest = ByteString.CopyFrom(inner) }.ToByteArray();

    private static byte[] Zip(byte[] bytes)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return zipped.ToArray();
    }
}
