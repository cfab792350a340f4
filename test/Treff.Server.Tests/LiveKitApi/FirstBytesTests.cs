using System.Buffers;
using System.Text;
using Treff.Server.LiveKitApi;

namespace Treff.Server.Tests.LiveKitApi;

public sealed class FirstBytesTests
{
    private const string Stun = "000300082112a442000000000000000000000001";

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("POST /twirp HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n")]
    [InlineData("\r\nGET / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("G")]
    [InlineData("nonsense")]
    public void Everything_that_is_not_media_is_left_to_http(string text) =>
        Assert.Equal(FirstBytes.Http, FirstBytesReader.Read(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(text))));

    [Fact]
    public void Media_is_known_by_its_cookie_as_soon_as_it_is_there()
    {
        var turn = Convert.FromHexString(Stun);
        byte[] ice = [0, (byte)turn.Length, .. turn];
        for (var length = 0; length <= turn.Length; length++)
            Assert.Equal(length < 8 ? FirstBytes.Incomplete : FirstBytes.Turn, FirstBytesReader.Read(new ReadOnlySequence<byte>(turn, 0, length)));
        for (var length = 0; length <= ice.Length; length++)
            Assert.Equal(length < 10 ? FirstBytes.Incomplete : FirstBytes.Ice, FirstBytesReader.Read(new ReadOnlySequence<byte>(ice, 0, length)));
    }

    [Fact]
    public void What_begins_like_media_and_is_none_is_nonsense() =>
        Assert.Equal(FirstBytes.Nonsense, FirstBytesReader.Read(new ReadOnlySequence<byte>(new byte[10])));
}
