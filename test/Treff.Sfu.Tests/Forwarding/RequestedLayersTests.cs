using Treff.LiveKit.Protocol;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Forwarding;

public sealed class RequestedLayersTests
{
    private static readonly (uint, uint)[] Three = [(320, 180), (640, 360), (1280, 720)];

    [Theory]
    [InlineData(160, 90, 0)]
    [InlineData(320, 180, 0)]
    [InlineData(355, 200, 0)]
    [InlineData(356, 201, 1)]
    [InlineData(480, 270, 1)]
    [InlineData(640, 400, 1)]
    [InlineData(1280, 720, int.MaxValue)]
    [InlineData(3840, 2160, int.MaxValue)]
    public void The_smallest_layer_that_is_nearly_as_high_is_enough(uint width, uint height, int layer) =>
        Assert.Equal(layer, RequestedLayers.BySize(Three, width, height));

    [Fact]
    public void Without_a_height_the_width_counts() => Assert.Equal(1, RequestedLayers.BySize(Three, 600, 0));

    [Fact]
    public void Of_layers_with_one_size_the_highest_is_taken() =>
        Assert.Equal(int.MaxValue, RequestedLayers.BySize([(1280, 720), (1280, 720)], 320, 180));

    [Fact]
    public void Unknown_sizes_keep_nobody_from_the_best_picture() => Assert.Equal(int.MaxValue, RequestedLayers.BySize([], 320, 180));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(int.MaxValue, 1)]
    public void The_publisher_is_told_in_the_qualities_that_it_announced(int spatial, int quality)
    {
        VideoLayer[] layers = [new() { Quality = VideoQuality.Low }, new() { Quality = VideoQuality.Medium }];
        Assert.Equal(quality, RequestedLayers.Quality(layers, new LayerTarget(spatial, 0)));
        Assert.Equal(SubscribedQualities.Off, RequestedLayers.Quality(layers, LayerTarget.Paused));
    }
}
