using System.Globalization;
using Treff.Rtc.Rtp;

namespace Treff.Rtc.Tests.Support;

/// <summary>One frame of a scalable stream and its dependency descriptor.</summary>
internal sealed record ScalableFrame(long Number, int Picture, int Spatial, int Temporal, bool IsKey, byte[] Descriptor);

/// <summary>
/// An encoder that makes no pictures, only dependency descriptors (AV1 RTP specification, appendix A), in the manner of Chromium: the modes
/// LxTy of one to four spatial and one to three temporal layers, and LxTy_KEY, where layers depend on each other only in key pictures.
/// </summary>
internal sealed class ScalableStream(int spatialLayers, int temporalLayers, bool isKeyMode)
{
    private readonly List<Template> _templates = FindTemplates(spatialLayers, temporalLayers, isKeyMode);
    private readonly References _references = new(spatialLayers, temporalLayers, isKeyMode);
    private int _templateIdOffset;

    public int DecodeTargets => spatialLayers * temporalLayers;

    /// <summary>The number of the frame that comes next.</summary>
    public long NextNumber => _references.Next;

    /// <summary>The frames of one picture, lowest spatial layer first.</summary>
    /// <param name="isKey">A key picture, with the structure on its first frame.</param>
    /// <param name="layers">How many spatial layers are encoded.</param>
    /// <param name="active">Told on the first frame when given; bit i is decode target i.</param>
    public IReadOnlyList<ScalableFrame> Picture(bool isKey = false, int layers = int.MaxValue, uint? active = null)
    {
        if (isKey)
            _templateIdOffset = (_templateIdOffset + _templates.Count) % 64;
        var frames = new List<ScalableFrame>();
        _references.BeginPicture(isKey);
        for (var spatial = 0; spatial < Math.Min(layers, spatialLayers); spatial++)
        {
            var number = _references.Next;
            var template = _references.Frame(spatial);
            frames.Add(new ScalableFrame(
                number, _references.PictureNumber, spatial, template.Temporal, isKey, Describe(number, template, isKey && spatial == 0, spatial == 0 ? active : null)));
        }

        return frames;
    }

    private static List<Template> FindTemplates(int spatialLayers, int temporalLayers, bool isKeyMode)
    {
        var found = new List<Template>();
        var references = new References(spatialLayers, temporalLayers, isKeyMode);
        for (var picture = 0; picture < 9; picture++)
        {
            references.BeginPicture(picture == 0);
            for (var spatial = 0; spatial < spatialLayers; spatial++)
                found.Add(references.Frame(spatial));
        }

        return [.. found.DistinctBy(template => template.ToString()).OrderBy(template => template.Spatial).ThenBy(template => template.Temporal)];
    }

    private byte[] Describe(long number, Template frame, bool hasStructure, uint? active)
    {
        var index = _templates.FindIndex(template => template.ToString() == frame.ToString());
        var isCustom = index < 0;
        if (isCustom)
            index = _templates.FindIndex(template => template.Spatial == frame.Spatial && template.Temporal == frame.Temporal);
        var bits = new BitWriter();
        bits.Write(3, 2);
        bits.Write((index + _templateIdOffset) % 64, 6);
        bits.Write((int)(number & 0xFFFF), 16);
        if (!hasStructure && active is null && !isCustom)
            return bits.ToArray();
        bits.Write(hasStructure ? 1 : 0, 1);
        bits.Write(active is null ? 0 : 1, 1);
        bits.Write(isCustom ? 7 : 0, 3);
        if (hasStructure)
            WriteStructure(bits);
        if (active is { } mask)
            bits.Write((int)mask, DecodeTargets);
        if (isCustom)
            WriteCustom(bits, frame);
        return bits.ToArray();
    }

    private void WriteStructure(BitWriter bits)
    {
        bits.Write(_templateIdOffset, 6);
        bits.Write(DecodeTargets - 1, 5);
        for (var i = 0; i < _templates.Count; i++)
        {
            var next = i + 1 < _templates.Count ? _templates[i + 1] : null;
            bits.Write(next is null ? 3 : next.Spatial != _templates[i].Spatial ? 2 : next.Temporal != _templates[i].Temporal ? 1 : 0, 2);
        }

        foreach (var template in _templates)
        {
            foreach (var indication in template.Indications)
                bits.Write(indication, 2);
        }

        foreach (var template in _templates)
        {
            foreach (var diff in template.FrameDiffs)
                bits.Write(16 + diff - 1, 5);
            bits.Write(0, 1);
        }

        bits.WriteNonSymmetric(spatialLayers, DecodeTargets + 1);
        for (var target = 0; target < DecodeTargets; target++)
            bits.WriteNonSymmetric(target / temporalLayers, spatialLayers);
        foreach (var template in _templates)
        {
            foreach (var diff in template.ChainDiffs)
                bits.Write(diff, 4);
        }

        bits.Write(0, 1);
    }

    private static void WriteCustom(BitWriter bits, Template frame)
    {
        foreach (var indication in frame.Indications)
            bits.Write(indication, 2);
        foreach (var diff in frame.FrameDiffs)
        {
            bits.Write(2, 2);
            bits.Write(diff - 1, 8);
        }

        bits.Write(0, 2);
        foreach (var diff in frame.ChainDiffs)
            bits.Write(diff, 8);
    }

    /// <summary>One kind of frame.</summary>
    internal sealed record Template(int Spatial, int Temporal, int[] Indications, int[] FrameDiffs, int[] ChainDiffs)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Spatial} {Temporal} [{string.Join(',', Indications)}] [{string.Join(',', FrameDiffs)}] [{string.Join(',', ChainDiffs)}]");
    }

    /// <summary>Who refers to whom.</summary>
    private sealed class References(int spatialLayers, int temporalLayers, bool isKeyMode)
    {
        private readonly long[] _base = new long[spatialLayers];
        private readonly long[] _middle = new long[spatialLayers];
        private readonly long[] _chain = new long[spatialLayers];
        private bool _isKey;
        private int _phase;

        public long Next { get; private set; } = 1;

        public int PictureNumber { get; private set; } = -1;

        private int Temporal => temporalLayers switch
        {
            1 => 0,
            2 => _phase % 2,
            _ => (_phase % 4) switch { 0 => 0, 2 => 1, _ => 2 },
        };

        public void BeginPicture(bool isKey)
        {
            _isKey = isKey;
            _phase = isKey ? 0 : _phase + 1;
            PictureNumber++;
            if (isKey)
                Array.Clear(_chain);
        }

        public Template Frame(int spatial)
        {
            var number = Next++;
            var temporal = Temporal;
            var diffs = new List<int>();
            if (!_isKey)
                diffs.Add((int)(number - (temporal == 2 && _phase % 4 == 3 ? _middle[spatial] : _base[spatial])));
            if (spatial > 0 && (_isKey || !isKeyMode))
                diffs.Add(1);
            var chains = _chain.Select(previous => previous == 0 ? 0 : (int)(number - previous)).ToArray();
            if (temporal == 0)
                _base[spatial] = number;
            if (temporal == 1)
                _middle[spatial] = number;
            for (var chain = 0; temporal == 0 && chain < spatialLayers; chain++)
            {
                if (chain == spatial || (chain > spatial && (_isKey || !isKeyMode)))
                    _chain[chain] = number;
            }

            return new Template(spatial, temporal, [.. Indications(spatial, temporal)], [.. diffs], chains);
        }

        private IEnumerable<int> Indications(int spatial, int temporal)
        {
            for (var target = 0; target < spatialLayers * temporalLayers; target++)
            {
                var (targetSpatial, targetTemporal) = (target / temporalLayers, target % temporalLayers);
                var isPart = temporal <= targetTemporal
                    && (targetSpatial == spatial || (targetSpatial > spatial && (_isKey || !isKeyMode)));
                if (!isPart)
                    yield return (int)DecodeTargetIndication.NotPresent;
                else
                    yield return (int)(temporal > 0 && temporal == temporalLayers - 1 ? DecodeTargetIndication.Discardable : DecodeTargetIndication.Switch);
            }
        }
    }

    /// <summary>The counterpart of the bit reader, most significant bit first.</summary>
    internal sealed class BitWriter
    {
        private readonly List<bool> _bits = [];

        public void Write(int value, int bits)
        {
            for (var i = bits - 1; i >= 0; i--)
                _bits.Add((value >> i & 1) != 0);
        }

        public void WriteNonSymmetric(int value, int count)
        {
            var width = 32 - int.LeadingZeroCount(count);
            var shorter = (1 << width) - count;
            if (value < shorter)
                Write(value, width - 1);
            else
                Write(value + shorter, width);
        }

        public byte[] ToArray()
        {
            var bytes = new byte[(_bits.Count + 7) / 8];
            for (var i = 0; i < _bits.Count; i++)
                bytes[i >> 3] |= (byte)(_bits[i] ? 0x80 >> (i & 7) : 0);
            return bytes;
        }
    }
}
