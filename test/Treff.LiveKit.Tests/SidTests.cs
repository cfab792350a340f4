using Treff.LiveKit.Protocol;

namespace Treff.LiveKit.Tests;

public class SidTests
{
    [Fact]
    public void Ids_have_the_prefixes_that_clients_check()
    {
        Assert.Matches("^RM_[2-9A-HJ-NP-Za-km-z]{12}$", Sid.NewRoom());
        Assert.Matches("^PA_[2-9A-HJ-NP-Za-km-z]{12}$", Sid.NewParticipant());
        Assert.Matches("^EV_[2-9A-HJ-NP-Za-km-z]{12}$", Sid.NewWebhookEvent());
        Assert.Matches("^DTR_[2-9A-HJ-NP-Za-km-z]{12}$", Sid.NewDataTrack());
    }

    [Theory]
    [InlineData(TrackType.Audio, TrackSource.Microphone, "TR_AM")]
    [InlineData(TrackType.Video, TrackSource.Camera, "TR_VC")]
    [InlineData(TrackType.Video, TrackSource.ScreenShare, "TR_VS")]
    [InlineData(TrackType.Audio, TrackSource.ScreenShareAudio, "TR_As")]
    [InlineData(TrackType.Audio, TrackSource.Unknown, "TR_A")]
    public void A_track_id_names_media_and_source(TrackType type, TrackSource source, string prefix)
    {
        var id = Sid.NewTrack(type, source);
        Assert.StartsWith(prefix, id, StringComparison.Ordinal);
        Assert.Equal(prefix.Length + 12, id.Length);
    }

    [Fact]
    public void A_thousand_ids_are_all_different() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => Sid.NewParticipant()).Distinct().Count());
}
