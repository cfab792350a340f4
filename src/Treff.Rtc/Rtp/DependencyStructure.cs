namespace Treff.Rtc.Rtp;

/// <summary>What a frame is to a decode target (AV1 RTP specification, appendix A.4).</summary>
public enum DecodeTargetIndication : byte
{
    /// <summary>The frame does not belong to the target.</summary>
    NotPresent = 0,

    /// <summary>No other frame of the target needs it.</summary>
    Discardable = 1,

    /// <summary>From here on the target can be decoded, given that this frame can.</summary>
    Switch = 2,

    /// <summary>Other frames of the target need it.</summary>
    Required = 3,
}

/// <summary>
/// The template structure that a key frame carries in its dependency descriptor (AV1 RTP specification, appendix A.8.2): the layers, which
/// decode targets there are, and for each kind of frame what it is to them and what it depends on.
/// </summary>
/// <remarks>
/// One object is read again and again: nothing is allocated for a key frame. Everything is bounded: 64 templates and 32 targets and chains
/// are all that the syntax can name; for the references of a frame, which have no limit there, see <see cref="MaxFrameDiffs"/>.
/// </remarks>
public sealed class DependencyStructure
{
    public const int MaxTemplates = 64;
    public const int MaxDecodeTargets = 32;

    /// <summary>References of one frame; AV1 and VP9 have at most 7 and 3. A descriptor with more is refused.</summary>
    public const int MaxFrameDiffs = 8;

    private readonly byte[] _spatialIds = new byte[MaxTemplates];
    private readonly byte[] _temporalIds = new byte[MaxTemplates];
    private readonly DecodeTargetIndication[] _indications = new DecodeTargetIndication[MaxTemplates * MaxDecodeTargets];
    private readonly ushort[] _frameDiffs = new ushort[MaxTemplates * MaxFrameDiffs];
    private readonly byte[] _frameDiffCounts = new byte[MaxTemplates];
    private readonly byte[] _chainDiffs = new byte[MaxTemplates * MaxDecodeTargets];
    private readonly byte[] _protectedBy = new byte[MaxDecodeTargets];
    private readonly byte[] _targetSpatialIds = new byte[MaxDecodeTargets];
    private readonly byte[] _targetTemporalIds = new byte[MaxDecodeTargets];

    public int TemplateIdOffset { get; private set; }

    public int TemplateCount { get; private set; }

    public int DecodeTargetCount { get; private set; }

    /// <summary>0: the encoder tells of no chains.</summary>
    public int ChainCount { get; private set; }

    public int MaxSpatialId { get; private set; }

    /// <summary>Bit i: decode target i exists.</summary>
    public uint AllDecodeTargets => (uint)((1UL << DecodeTargetCount) - 1);

    public int SpatialId(int template) => _spatialIds[template];

    public int TemporalId(int template) => _temporalIds[template];

    public ReadOnlySpan<DecodeTargetIndication> Indications(int template) =>
        _indications.AsSpan(template * MaxDecodeTargets, DecodeTargetCount);

    /// <summary>How many frames back each frame that it depends on lies.</summary>
    public ReadOnlySpan<ushort> FrameDiffs(int template) => _frameDiffs.AsSpan(template * MaxFrameDiffs, _frameDiffCounts[template]);

    /// <summary>How many frames back the previous frame of each chain lies; 0 when there is none.</summary>
    public ReadOnlySpan<byte> ChainDiffs(int template) => _chainDiffs.AsSpan(template * MaxDecodeTargets, ChainCount);

    /// <summary>The chain that tells whether a decode target can be decoded; only with chains.</summary>
    public int ProtectingChain(int decodeTarget) => _protectedBy[decodeTarget];

    /// <summary>The highest spatial layer inside a decode target.</summary>
    public int TargetSpatialId(int decodeTarget) => _targetSpatialIds[decodeTarget];

    public int TargetTemporalId(int decodeTarget) => _targetTemporalIds[decodeTarget];

    /// <summary>False leaves it half written: it must not be used then.</summary>
    internal bool TryRead(ref BitReader reader)
    {
        TemplateIdOffset = (int)reader.Read(6);
        DecodeTargetCount = (int)reader.Read(5) + 1;
        if (!TryReadLayers(ref reader))
            return false;
        for (var template = 0; template < TemplateCount; template++)
        {
            for (var target = 0; target < DecodeTargetCount; target++)
                _indications[(template * MaxDecodeTargets) + target] = (DecodeTargetIndication)reader.Read(2);
        }

        for (var template = 0; template < TemplateCount; template++)
        {
            if (!TryReadFrameDiffs(ref reader, template))
                return false;
        }

        ReadChains(ref reader);
        FindTargetLayers();
        if (reader.ReadFlag())
        {
            for (var spatial = 0; spatial <= MaxSpatialId; spatial++)
                reader.Read(32);
        }

        return !reader.IsOverrun;
    }

    private bool TryReadLayers(ref BitReader reader)
    {
        const int NextTemporal = 1;
        const int NextSpatial = 2;
        const int NoMore = 3;
        var spatial = 0;
        var temporal = 0;
        TemplateCount = 0;
        while (TemplateCount < MaxTemplates)
        {
            _spatialIds[TemplateCount] = (byte)spatial;
            _temporalIds[TemplateCount++] = (byte)temporal;
            MaxSpatialId = spatial;
            var next = reader.Read(2);
            if (reader.IsOverrun)
                return false;
            if (next == NoMore)
                return true;
            if (next == NextTemporal)
                temporal++;
            if (next != NextSpatial)
                continue;
            temporal = 0;
            spatial++;
        }

        return false;
    }

    private bool TryReadFrameDiffs(ref BitReader reader, int template)
    {
        var count = 0;
        while (reader.ReadFlag())
        {
            if (count == MaxFrameDiffs)
                return false;
            _frameDiffs[(template * MaxFrameDiffs) + count++] = (ushort)(reader.Read(4) + 1);
        }

        _frameDiffCounts[template] = (byte)count;
        return !reader.IsOverrun;
    }

    private void ReadChains(ref BitReader reader)
    {
        ChainCount = reader.ReadNonSymmetric(DecodeTargetCount + 1);
        if (ChainCount == 0)
            return;
        for (var target = 0; target < DecodeTargetCount; target++)
            _protectedBy[target] = (byte)reader.ReadNonSymmetric(ChainCount);
        for (var template = 0; template < TemplateCount; template++)
        {
            for (var chain = 0; chain < ChainCount; chain++)
                _chainDiffs[(template * MaxDecodeTargets) + chain] = (byte)reader.Read(4);
        }
    }

    private void FindTargetLayers()
    {
        for (var target = 0; target < DecodeTargetCount; target++)
        {
            var (spatial, temporal) = (0, 0);
            for (var template = 0; template < TemplateCount; template++)
            {
                if (_indications[(template * MaxDecodeTargets) + target] == DecodeTargetIndication.NotPresent)
                    continue;
                spatial = Math.Max(spatial, _spatialIds[template]);
                temporal = Math.Max(temporal, _temporalIds[template]);
            }

            _targetSpatialIds[target] = (byte)spatial;
            _targetTemporalIds[target] = (byte)temporal;
        }
    }
}
