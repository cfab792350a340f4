using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Support;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Forwarding;

/// <summary>Frames of a scalable stream in, frames that one subscriber gets out; a frame is one packet here.</summary>
public sealed class ScalableLayersTests
{
    private readonly LayerFilter _filter = new();
    private readonly SourceReader _reader = new();
    private readonly List<(ScalableFrame Frame, bool Marker)> _sent = [];
    private LayerTarget _target = LayerTarget.Unbounded;
    private bool _hasStarted;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Spatial_layers_above_the_target_are_left_out_and_the_picture_ends_where_it_is_cut(int spatial)
    {
        var stream = new ScalableStream(3, 3, isKeyMode: true);
        _target = new LayerTarget(spatial, int.MaxValue);
        for (var picture = 0; picture < 10; picture++)
            Feed(stream.Picture(isKey: picture == 0));
        // The lower layers are needed in the key picture only.
        Assert.Equal(10 + spatial, _sent.Count);
        Assert.All(_sent, sent => Assert.Equal(sent.Frame.Spatial == spatial, sent.Marker));
    }

    [Fact]
    public void In_key_mode_only_the_top_layer_goes_out_after_the_key_picture()
    {
        var stream = new ScalableStream(3, 1, isKeyMode: true);
        Feed(stream.Picture(isKey: true));
        Feed(stream.Picture());
        Assert.Equal([0, 1, 2, 2], _sent.Select(sent => sent.Frame.Spatial));
    }

    [Fact]
    public void In_key_mode_the_higher_layer_goes_on_until_a_key_picture_leads_down()
    {
        var stream = new ScalableStream(3, 1, isKeyMode: true);
        Feed(stream.Picture(isKey: true));
        Feed(stream.Picture());
        _target = new LayerTarget(0, 0);
        Feed(stream.Picture());
        Assert.True(_filter.NeedsKeyFrame(_target, 0));
        Feed(stream.Picture(isKey: true));
        Feed(stream.Picture());
        Assert.Equal([0, 1, 2, 2, 2, 0, 0], _sent.Select(sent => sent.Frame.Spatial));
        Assert.All(_sent.Skip(4), sent => Assert.True(sent.Marker));
    }

    [Fact]
    public void Temporal_layers_go_down_and_up_without_a_key_frame()
    {
        var stream = new ScalableStream(1, 3, isKeyMode: false);
        Feed(stream.Picture(isKey: true));
        _target = new LayerTarget(0, 0);
        for (var picture = 1; picture < 9; picture++)
            Feed(stream.Picture());
        Assert.Equal([0, 0, 0], _sent.Select(sent => sent.Frame.Temporal));
        _target = LayerTarget.Unbounded;
        Assert.False(_filter.NeedsKeyFrame(_target, 0));
        for (var picture = 9; picture < 13; picture++)
            Feed(stream.Picture());
        Assert.Equal([2, 1, 2, 0], _sent.Skip(3).Select(sent => sent.Frame.Temporal));
    }

    [Fact]
    public void A_higher_spatial_layer_waits_for_a_key_frame()
    {
        var stream = new ScalableStream(3, 3, isKeyMode: false);
        _target = new LayerTarget(0, int.MaxValue);
        Feed(stream.Picture(isKey: true));
        Feed(stream.Picture());
        Assert.False(_filter.NeedsKeyFrame(_target, 0));
        _target = LayerTarget.Unbounded;
        Assert.True(_filter.NeedsKeyFrame(_target, 0));
        for (var picture = 0; picture < 8; picture++)
            Feed(stream.Picture());
        Assert.All(_sent, sent => Assert.Equal(0, sent.Frame.Spatial));
        Feed(stream.Picture(isKey: true));
        Assert.False(_filter.NeedsKeyFrame(_target, 0));
        Assert.Equal([0, 1, 2], _sent.TakeLast(3).Select(sent => sent.Frame.Spatial));
    }

    [Fact]
    public void A_layer_that_the_publisher_stops_is_not_waited_for()
    {
        var stream = new ScalableStream(3, 1, isKeyMode: true);
        Feed(stream.Picture(isKey: true));
        Feed(stream.Picture());
        Feed(stream.Picture(layers: 1, active: 1));
        Feed(stream.Picture(layers: 1));
        Assert.Equal([0, 1, 2, 2], _sent.Select(sent => sent.Frame.Spatial));
        Assert.True(_filter.NeedsKeyFrame(_target, 0));
        Feed(stream.Picture(isKey: true, layers: 1, active: 1));
        Feed(stream.Picture(layers: 1));
        Assert.False(_filter.NeedsKeyFrame(_target, 0));
        Assert.Equal([0, 0], _sent.Skip(4).Select(sent => sent.Frame.Spatial));
        Assert.True(_sent[^1].Marker);
    }

    [Fact]
    public void All_packets_of_a_frame_share_its_fate()
    {
        var stream = new ScalableStream(2, 1, isKeyMode: false);
        Feed(stream.Picture(isKey: true));
        var picture = stream.Picture();
        Feed(picture[1]);
        _target = new LayerTarget(0, 0);
        Feed(picture[1]);
        Assert.Equal([0, 1, 1, 1], _sent.Select(sent => sent.Frame.Spatial));
    }

    [Fact]
    public void A_packet_without_a_readable_descriptor_is_not_forwarded()
    {
        Assert.False(_reader.TryRead(VideoCodec.Av1, Packet(1), [0xC1, 0, 1], out _));
    }

    [Theory]
    [InlineData(3, 3, false)]
    [InlineData(3, 3, true)]
    [InlineData(1, 3, false)]
    [InlineData(2, 2, true)]
    public void Whatever_is_wanted_when_each_frame_finds_what_it_depends_on(int spatial, int temporal, bool isKeyMode)
    {
        var random = new SeededRandom(42);
        var stream = new ScalableStream(spatial, temporal, isKeyMode);
        var sent = new HashSet<long>();
        var switches = 0;
        for (var picture = 0; picture < 1500; picture++)
        {
            if (random.Chance(0.2))
            {
                _target = new LayerTarget(random.Next(spatial), random.Next(temporal));
                switches++;
            }

            var isKey = picture == 0 || (_filter.NeedsKeyFrame(_target, 0) && random.Chance(0.3));
            foreach (var frame in stream.Picture(isKey))
            {
                var before = _sent.Count;
                Feed(frame);
                if (_sent.Count == before)
                    continue;
                Assert.True(_reader.TryRead(VideoCodec.Vp9, Packet(1), frame.Descriptor, out var source));
                foreach (var diff in source.Dependencies!.FrameDiffs)
                    Assert.Contains(frame.Number - diff, sent);
                Assert.True(frame.Temporal <= _target.Temporal);
                sent.Add(frame.Number);
            }
        }

        Assert.True(switches > 200);
        Assert.True(_sent.Count > 400);
    }

    private void Feed(IEnumerable<ScalableFrame> frames)
    {
        foreach (var frame in frames)
            Feed(frame);
    }

    private void Feed(ScalableFrame frame)
    {
        Assert.True(_reader.TryRead(VideoCodec.Vp9, Packet((ushort)frame.Number), frame.Descriptor, out var source));
        if (!_hasStarted)
        {
            Assert.True(source.CanStart);
            _filter.Start(source, _target);
            _hasStarted = true;
        }

        if (_filter.TrySelect(source, _target, out var kept))
            _sent.Add((frame, kept.Marker));
    }

    private static RtpPacket Packet(ushort sequenceNumber)
    {
        byte[] bytes = [0x80, 98, (byte)(sequenceNumber >> 8), (byte)sequenceNumber, 0, 0, 0, 0, 0, 0, 0, 1, 0x80, 0x01];
        Assert.True(RtpPacket.TryParse(bytes, out var packet));
        return packet;
    }
}
