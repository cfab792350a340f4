using Treff.Rtc.Rtp;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Forwarding;

/// <summary>VP9 with layers and without a dependency descriptor: pictures of two spatial layers, two temporal layers in turn.</summary>
public sealed class Vp9SelectorTests
{
    private readonly Vp9Selector _selector = new();
    private int _picture;

    [Fact]
    public void Layers_above_the_target_are_left_out() =>
        Assert.Equal(["0.0", "0.0"], Send(4, new LayerTarget(0, 0)));

    [Fact]
    public void A_temporal_layer_comes_back_where_one_may_switch()
    {
        Send(2, new LayerTarget(1, 0));
        Assert.Equal(["0.0", "1.0", "0.1", "1.1"], Send(2, LayerTarget.Unbounded));
    }

    [Fact]
    public void A_spatial_layer_comes_back_with_a_picture_that_needs_no_earlier_one()
    {
        Send(2, new LayerTarget(0, 1));
        Assert.Equal(["0.0", "0.1"], Send(2, LayerTarget.Unbounded));
        Assert.Equal(["0.0", "1.0"], Send(1, LayerTarget.Unbounded, isKey: true));
    }

    [Fact]
    public void A_layer_goes_at_the_next_picture_and_not_within_one()
    {
        Send(1, LayerTarget.Unbounded);
        Assert.True(Select(0, 0, LayerTarget.Unbounded, timestamp: 77));
        Assert.True(Select(1, 0, new LayerTarget(0, 0), timestamp: 77));
        Assert.False(Select(1, 0, new LayerTarget(0, 0), timestamp: 78));
    }

    [Fact]
    public void A_stream_without_layers_goes_through()
    {
        Assert.True(Vp9Descriptor.TryParse([0x8C, 0x01], out var descriptor));
        Assert.True(_selector.TrySelect(descriptor, 1, new LayerTarget(0, 0)));
    }

    private List<string> Send(int pictures, LayerTarget target, bool isKey = false)
    {
        List<string> sent = [];
        for (var i = 0; i < pictures; i++, _picture++)
        {
            var temporal = isKey ? 0 : _picture % 2;
            for (var spatial = 0; spatial < 2; spatial++)
            {
                if (Select(spatial, temporal, target, (uint)_picture * 3000, isKey || _picture == 0))
                    sent.Add($"{spatial}.{temporal}");
            }
        }

        return sent;
    }

    /// <summary>I, L, B, E set; P unless key; U on every picture; D on upper layers.</summary>
    private bool Select(int spatial, int temporal, LayerTarget target, uint timestamp, bool isKey = false)
    {
        byte[] payload =
        [
            (byte)(0x80 | (isKey ? 0 : 0x40) | 0x20 | 0x0C), (byte)(_picture & 0x7F),
            (byte)((temporal << 5) | 0x10 | (spatial << 1) | (spatial > 0 ? 1 : 0)), 0, 0,
        ];
        Assert.True(Vp9Descriptor.TryParse(payload, out var descriptor));
        return _selector.TrySelect(descriptor, timestamp, target);
    }
}
