using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Treff.LiveKit.Protocol;
using Treff.Server.LiveKitApi;
using Capability = Treff.LiveKit.Protocol.ClientInfo.Types.Capability;
using Sdk = Treff.LiveKit.Protocol.ClientInfo.Types.SDK;

namespace Treff.Server.Tests.LiveKitApi;

public sealed class ConnectQueryTests
{
    [Fact]
    public void Livekit_client_is_read_as_recorded()
    {
        var join = Read("?access_token=x&auto_subscribe=1&sdk=js&version=2.23.0&protocol=17&client_protocol=2");
        Assert.Equal((Sdk.Js, "2.23.0", 17, 2), (join.ClientInfo.Sdk, join.ClientInfo.Version, join.ClientInfo.Protocol, join.ClientInfo.ClientProtocol));
        Assert.True(join.ConnectionSettings.AutoSubscribe);
        Assert.False(join.ConnectionSettings.AdaptiveStream);
        Assert.False(join.Reconnect);
    }

    [Fact]
    public void Gos_client_is_read_as_recorded()
    {
        var join = Read("?version=2.16.2&protocol=16&auto_subscribe=0&sdk=go&os=linux");
        Assert.Equal((Sdk.Go, 16, "linux"), (join.ClientInfo.Sdk, join.ClientInfo.Protocol, join.ClientInfo.Os));
        Assert.False(join.ConnectionSettings.AutoSubscribe);
    }

    [Fact]
    public void Everything_that_a_client_may_say_is_read()
    {
        var join = Read(
            "?sdk=reactnative&os=iOS&os_version=18&device_model=phone&browser=Safari&browser_version=18.1&network=wifi&adaptive_stream=1"
            + "&capabilities=CAP_PACKET_TRAILER,CAP_OF_THE_FUTURE,CAP_COMPRESSION_DEFLATE_RAW&disable_ice_lite=true&subscriber_allow_pause=0"
            + "&auto_subscribe_data_track=1&reconnect=1&sid=PA_abc&reconnect_reason=2&attributes=eyJhIjoiYiJ9");
        var client = join.ClientInfo;
        Assert.Equal((Sdk.ReactNative, "iOS", "18", "phone"), (client.Sdk, client.Os, client.OsVersion, client.DeviceModel));
        Assert.Equal(("Safari", "18.1", "wifi"), (client.Browser, client.BrowserVersion, client.Network));
        Assert.Equal([Capability.CapPacketTrailer, Capability.CapCompressionDeflateRaw], client.Capabilities);
        var settings = join.ConnectionSettings;
        Assert.True(settings is { AutoSubscribe: true, AdaptiveStream: true, DisableIceLite: true, HasSubscriberAllowPause: true, SubscriberAllowPause: false });
        Assert.True(settings.AutoSubscribeDataTrack);
        Assert.Equal((true, "PA_abc", 2), (join.Reconnect, join.ParticipantSid, (int)join.ReconnectReason));
        Assert.Equal("b", join.ParticipantAttributes["a"]);
    }

    [Theory]
    [InlineData("%21")]
    [InlineData("bm90IEpTT04")]
    [InlineData("WyJhIl0")]
    public void Attributes_that_are_no_object_are_refused(string attributes) =>
        Assert.Equal(400, ConnectQuery.Decode(Query("?attributes=" + attributes), out _)?.Status);

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36", "Chrome")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "Safari")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1", "Safari")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox")]
    [InlineData("curl/8", "")]
    public void A_browser_is_known_by_its_user_agent(string userAgent, string browser)
    {
        var client = new ClientInfo { Sdk = Sdk.Js };
        ClientBrowser.Complete(client, userAgent);
        Assert.Equal(browser, client.Browser);
    }

    private static JoinRequest Read(string query)
    {
        Assert.Null(ConnectQuery.Decode(Query(query), out var join));
        return join;
    }

    private static QueryCollection Query(string text) => new(QueryHelpers.ParseQuery(text));
}
