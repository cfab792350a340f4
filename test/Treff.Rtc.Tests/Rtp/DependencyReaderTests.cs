using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Rtp;

public sealed class DependencyReaderTests
{
    // Recorded from Chromium: VP8 with three temporal layers, no chains, 320 × 180.
    private static readonly byte[] Recorded = MediaSamples.Hex("c000018002044eaaaf2860414d34538a0940404fc02cc0");

    // Recorded from Chromium 960 × 540: VP9 in the modes L3T3_KEY (AV1 has the same bytes) and L3T3.
    private const string KeyMode = "C0000180081485214EAAAAA8000600004000100002AA80A8000600004000100002A000A800060000400016D549241B5524906D54923157E0"
        + "01974CA864330E222396ECA8655304224390ECA8775300EF008601DF010D03BF021B";

    private const string FullMode = "C1000180081485214EAFFFAAAA863CF0430C10C302AFC0AAA0063C00430010C002A000A80006000040001D954926E082B04A0941B820AC1282"
        + "503157F974000CA864330E222222ECA8655304224230ECA8775300EF008601DF010D03BF021B";

    private readonly DependencyReader _reader = new();

    [Fact]
    public void Reads_the_structure_that_a_browser_sent()
    {
        Assert.True(_reader.TryRead(Recorded));
        var structure = _reader.Structure;
        Assert.True(_reader.Descriptor.IsKeyFrame);
        Assert.Equal(3, structure.DecodeTargetCount);
        Assert.Equal(0, structure.ChainCount);
        Assert.Equal([0, 0, 0, 1, 1, 2, 2], Enumerable.Range(0, structure.TemplateCount).Select(structure.TemporalId));
        Assert.Equal(["SSS", "SSS", "SRR", "-SS", "-DS", "--D", "--D"], Enumerable.Range(0, 7).Select(template => Text(structure.Indications(template))));
        Assert.Equal(["", "4", "4", "2", "4,2", "1", "3,1"], Enumerable.Range(0, 7).Select(template => string.Join(',', structure.FrameDiffs(template).ToArray())));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(structure.TargetTemporalId));
        Assert.Equal(7u, _reader.ActiveDecodeTargets);
    }

    [Theory]
    [InlineData(KeyMode, "SSSSSSSSS", "", "0,0,0", "SSS------", "---SSS---", "12", "1,12,11")]
    [InlineData(FullMode, "SSSSSSSSS", "", "0,0,0", "-DS-RR-RR", "---SSSSSS", "1", "1,1,1")]
    public void Reads_the_spatial_layers_that_a_browser_sent(
        string hex, string key, string keyDiffs, string keyChains, string lower, string upper, string upperDiffs, string upperChains)
    {
        Assert.True(_reader.TryRead(Convert.FromHexString(hex)));
        var structure = _reader.Structure;
        Assert.Equal((key, keyDiffs, keyChains), (Text(_reader.Indications), Join(_reader.FrameDiffs), Join(_reader.ChainDiffs)));
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2], Enumerable.Range(0, structure.TemplateCount).Select(structure.SpatialId));
        Assert.Equal([0, 0, 1, 2, 2, 0, 0, 1, 2, 2, 0, 0, 1, 2, 2], Enumerable.Range(0, structure.TemplateCount).Select(structure.TemporalId));
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2], Enumerable.Range(0, 9).Select(structure.ProtectingChain));
        Assert.Equal(lower, Text(structure.Indications(hex == KeyMode ? 1 : 2)));
        Assert.Equal((upper, upperDiffs, upperChains), (Text(structure.Indications(6)), Join(structure.FrameDiffs(6)), Join(structure.ChainDiffs(6))));
        foreach (var shorter in Mutations.Truncations(Convert.FromHexString(hex)))
            Assert.False(new DependencyReader().TryRead(shorter));
    }

    [Theory]
    [InlineData(1, 3, false)]
    [InlineData(3, 3, false)]
    [InlineData(3, 3, true)]
    [InlineData(2, 1, true)]
    [InlineData(4, 3, false)]
    public void Reads_what_each_frame_is_and_depends_on(int spatial, int temporal, bool isKeyMode)
    {
        var stream = new ScalableStream(spatial, temporal, isKeyMode);
        for (var picture = 0; picture < 20; picture++)
        {
            foreach (var frame in stream.Picture(isKey: picture is 0 or 11))
            {
                Assert.True(_reader.TryRead(frame.Descriptor));
                Assert.Equal((frame.Spatial, frame.Temporal), (_reader.SpatialId, _reader.TemporalId));
                Assert.Equal((ushort)frame.Number, _reader.Descriptor.FrameNumber);
                Assert.Equal(spatial, _reader.ChainDiffs.Length);
                Assert.Equal(frame.IsKey && frame.Spatial == 0, _reader.FrameDiffs.IsEmpty);
                var indication = _reader.Indications[(frame.Spatial * temporal) + frame.Temporal];
                Assert.NotEqual(DecodeTargetIndication.NotPresent, indication);
            }
        }

        Assert.Equal(2, _reader.Generation);
        Assert.Equal(spatial - 1, _reader.Structure.MaxSpatialId);
        for (var target = 0; target < stream.DecodeTargets; target++)
        {
            Assert.Equal(target / temporal, _reader.Structure.TargetSpatialId(target));
            Assert.Equal(target % temporal, _reader.Structure.TargetTemporalId(target));
            Assert.Equal(target / temporal, _reader.Structure.ProtectingChain(target));
        }
    }

    [Fact]
    public void Keeps_which_targets_are_active_until_it_is_told_again()
    {
        var stream = new ScalableStream(3, 1, isKeyMode: true);
        Feed(stream.Picture(isKey: true));
        Assert.Equal(7u, _reader.ActiveDecodeTargets);
        Feed(stream.Picture(layers: 2, active: 3));
        Feed(stream.Picture(layers: 2));
        Assert.Equal(3u, _reader.ActiveDecodeTargets);
        Feed(stream.Picture(isKey: true));
        Assert.Equal(7u, _reader.ActiveDecodeTargets);
    }

    [Fact]
    public void Refuses_a_frame_before_its_structure()
    {
        var stream = new ScalableStream(3, 3, isKeyMode: false);
        stream.Picture(isKey: true);
        Assert.False(_reader.TryRead(stream.Picture()[0].Descriptor));
    }

    [Fact]
    public void An_older_key_frame_that_comes_late_does_not_bring_its_structure_back()
    {
        var stream = new ScalableStream(1, 3, isKeyMode: false);
        var first = stream.Picture(isKey: true)[0];
        var second = stream.Picture(isKey: true)[0];
        Assert.True(_reader.TryRead(second.Descriptor));
        Assert.False(_reader.TryRead(first.Descriptor));
        Assert.True(_reader.TryRead(stream.Picture()[0].Descriptor));
    }

    [Fact]
    public void Every_truncation_is_refused_and_changes_nothing()
    {
        var stream = new ScalableStream(3, 3, isKeyMode: false);
        var key = stream.Picture(isKey: true)[0].Descriptor;
        foreach (var shorter in Mutations.Truncations(key))
            Assert.False(_reader.TryRead(shorter), $"{shorter.Length} bytes");
        Assert.Equal(0, _reader.Generation);
        Assert.True(_reader.TryRead(key));
        foreach (var shorter in Mutations.Truncations(stream.Picture(active: 7)[0].Descriptor))
            _reader.TryRead(shorter);
        Assert.Equal(1, _reader.Generation);
    }

    [Fact]
    public void Survives_damage()
    {
        byte[][] corpus = [Recorded, .. new ScalableStream(3, 3, isKeyMode: true).Picture(isKey: true).Select(frame => frame.Descriptor)];
        foreach (var valid in corpus)
        {
            foreach (var damaged in Mutations.Damaged(valid, 3000, seed: 4))
                Touch(_reader, damaged);
        }
    }

    [Fact]
    public void Reading_allocates_nothing_not_even_at_a_key_frame()
    {
        var stream = new ScalableStream(3, 3, isKeyMode: false);
        var descriptors = Enumerable.Range(0, 40).SelectMany(i => stream.Picture(isKey: i % 10 == 0)).Select(frame => frame.Descriptor).ToArray();
        foreach (var descriptor in descriptors)
            _reader.TryRead(descriptor);
        var read = 0;
        Assert.Equal(0, Allocated.During(() =>
        {
            for (var i = 0; i < descriptors.Length; i++)
                read += _reader.TryRead(descriptors[i]) ? 1 : 0;
        }));
        Assert.True(read > 0);
    }

    /// <summary>Reads, and everything that can be asked afterwards.</summary>
    internal static void Touch(DependencyReader reader, byte[] bytes)
    {
        if (!reader.TryRead(bytes))
            return;
        Assert.InRange(reader.Indications.Length, 1, DependencyStructure.MaxDecodeTargets);
        Assert.InRange(reader.FrameDiffs.Length, 0, DependencyStructure.MaxFrameDiffs);
        Assert.InRange(reader.ChainDiffs.Length, 0, DependencyStructure.MaxDecodeTargets);
        for (var target = 0; target < reader.Structure.DecodeTargetCount; target++)
            Assert.InRange(reader.Structure.ProtectingChain(target), 0, DependencyStructure.MaxDecodeTargets - 1);
    }

    private static string Text(ReadOnlySpan<DecodeTargetIndication> indications) =>
        string.Concat(indications.ToArray().Select(indication => "-DSR"[(int)indication]));

    private static string Join<T>(ReadOnlySpan<T> values) => string.Join(',', values.ToArray());

    private void Feed(IEnumerable<ScalableFrame> frames)
    {
        foreach (var frame in frames)
            Assert.True(_reader.TryRead(frame.Descriptor));
    }
}
