using System.Text.Json;
using Treff.Rtc.Sdp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Sdp;

/// <summary>Every description in test/traces/sdp.</summary>
public sealed class RecordedSdpTests
{
    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (var file in Traces.SdpFiles())
            names.Add(Path.GetRelativePath(Path.Combine(Traces.Folder, "sdp"), file));
        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_every_recorded_description(string name)
    {
        var session = Parse(Traces.ReadSdp(name));
        Assert.NotEmpty(session.Media);
        Assert.All(session.Media, media => Assert.NotNull(media.Mid));
        Assert.Equal(session.Media.Select(media => media.Mid), session.BundledMids);
        Assert.All(session.Media, media => Assert.True(session.TryGetIceCredentials(media, out _)));
        Assert.All(session.Media, media => Assert.Equal("sha-256", Assert.Single(session.FingerprintsOf(media)).Algorithm));
        Assert.All(session.Media, media => Assert.NotNull(session.SetupOf(media)));
        Assert.All(session.Media.Where(media => media.IsRtp), media => Assert.Equal(media.PayloadTypes.Order(), media.RtpMaps.Select(map => map.PayloadType).Order()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_the_same_again_from_what_it_writes(string name)
    {
        var session = Parse(Traces.ReadSdp(name));
        var again = Parse(session.ToString());
        Assert.Equal(JsonSerializer.Serialize(session), JsonSerializer.Serialize(again));
    }

    private static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(text, out var session, out var error), error.ToString());
        return session;
    }
}
