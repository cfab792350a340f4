using Treff.Rtc.Rtp;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Forwarding;

/// <summary>Pictures of VP8 with three temporal layers in, what one subscriber gets of them out.</summary>
public sealed class Vp8TemporalLayersTests
{
    // Temporal layers of a cycle and which of them depend on the base layer only: the pattern of libvpx.
    private static readonly (int Temporal, bool Sync)[] Cycle = [(0, false), (2, true), (1, true), (2, false)];

    private readonly Vp8Rewriter _rewriter = new();
    private int _next;
    private int _firstId = 100;
    private bool _isLong = true;

    [Theory]
    [InlineData(0, new[] { 0, 0, 0 })]
    [InlineData(1, new[] { 0, 1, 0, 1, 0, 1 })]
    [InlineData(2, new[] { 0, 2, 1, 2, 0, 2, 1, 2, 0, 2, 1, 2 })]
    public void Higher_layers_are_left_out_and_picture_ids_close_up(int target, int[] layers)
    {
        var sent = Send(12, target);
        Assert.Equal(layers, sent.Select(picture => picture.Temporal));
        Assert.Equal(Enumerable.Range(100, layers.Length), sent.Select(picture => picture.Id));
    }

    [Fact]
    public void Goes_up_only_with_pictures_that_depend_on_the_base_layer()
    {
        Send(4, 0);
        var sent = Send(8, 2);
        Assert.Equal([0, 1, 0, 2, 1, 2], sent.Select(picture => picture.Temporal));
        Assert.Equal(Enumerable.Range(101, 6), sent.Select(picture => picture.Id));
    }

    [Fact]
    public void Goes_down_at_once()
    {
        Send(2, 2);
        Assert.Equal([0], Send(3, 0).Select(picture => picture.Temporal));
    }

    [Fact]
    public void Numbers_of_seven_bits_go_on_beyond_their_wrap()
    {
        _isLong = false;
        _firstId = 120;
        var sent = Send(60, 1);
        Assert.Equal(Enumerable.Range(120, 30), sent.Select(picture => picture.Id));
        Assert.All(sent, picture => Assert.True(picture.IsLong));
    }

    [Fact]
    public void Numbers_of_fifteen_bits_wrap()
    {
        _firstId = 0x7FFE;
        Assert.Equal([0x7FFE, 0x7FFF, 0, 1], Send(8, 1).Select(picture => picture.Id));
    }

    [Fact]
    public void A_late_packet_has_the_fate_and_the_number_of_its_picture()
    {
        Send(8, 1);
        Assert.False(_rewriter.TryMap(Picture(5, 2, false), 1, out _));
        Assert.True(_rewriter.TryMap(Picture(6, 1, false), 1, out var rewrite));
        Assert.Equal(103, rewrite.PictureId);
    }

    [Fact]
    public void A_picture_that_was_lost_as_a_whole_gets_the_number_that_was_left_for_it()
    {
        Send(2, 1);
        _next++;
        var after = Send(1, 1);
        Assert.Empty(after);
        Assert.Equal([102], Send(1, 1).Select(picture => picture.Id));
        Assert.True(_rewriter.TryMap(Picture(2, 1, true), 1, out var rewrite));
        Assert.Equal(101, rewrite.PictureId);
    }

    [Fact]
    public void Another_source_goes_on_with_the_next_numbers()
    {
        Send(8, 1);
        var descriptor = Picture(0, 0, false, id: 5000, tl0: 77);
        _rewriter.Start(descriptor, 2);
        Assert.True(_rewriter.TryMap(descriptor, 2, out var rewrite));
        Assert.Equal(104, rewrite.PictureId);
        Assert.Equal(2, rewrite.Tl0PicIdx);
    }

    private List<(int Id, int Temporal, bool IsLong)> Send(int pictures, int target)
    {
        List<(int, int, bool)> sent = [];
        for (var end = _next + pictures; _next < end; _next++)
        {
            var (temporal, sync) = Cycle[_next % Cycle.Length];
            var descriptor = Picture(_next, temporal, sync);
            if (_next == 0)
                _rewriter.Start(descriptor, target);
            if (_rewriter.TryMap(descriptor, target, out var rewrite))
                sent.Add((rewrite.PictureId, temporal, rewrite.LongPictureId));
        }

        return sent;
    }

    private Vp8Descriptor Picture(int number, int temporal, bool sync, int? id = null, int? tl0 = null)
    {
        var picture = id ?? _firstId + number;
        byte[] ids = _isLong ? [(byte)(0x80 | (picture >> 8 & 0x7F)), (byte)picture] : [(byte)(picture & 0x7F)];
        byte[] payload = [0x90, 0xE0, .. ids, (byte)(tl0 ?? number / 4), (byte)((temporal << 6) | (sync ? 0x20 : 0)), (byte)(number == 0 ? 0x10 : 0x11), 2, 0];
        Assert.True(Vp8Descriptor.TryParse(payload, out var descriptor));
        return descriptor;
    }
}
