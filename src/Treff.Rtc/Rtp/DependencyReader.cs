namespace Treff.Rtc.Rtp;

/// <summary>
/// Reads the dependency descriptors of one stream, packet by packet (AV1 RTP specification, appendix A.8.2). A descriptor means something
/// only together with the structure of the last key frame, which is kept here. After a call its properties speak of that packet, until
/// the next call. Nothing is allocated per packet.
/// </summary>
/// <remarks>https://aomediacodec.github.io/av1-rtp-spec/#a82-syntax</remarks>
public sealed class DependencyReader
{
    // A structure from so many frames before the one in use comes from a late packet of an older key frame; further away the encoder began anew.
    private const int LateFrames = 1024;

    private readonly DecodeTargetIndication[] _customIndications = new DecodeTargetIndication[DependencyStructure.MaxDecodeTargets];
    private readonly ushort[] _customFrameDiffs = new ushort[DependencyStructure.MaxFrameDiffs];
    private readonly byte[] _customChainDiffs = new byte[DependencyStructure.MaxDecodeTargets];
    private DependencyStructure _structure = new();
    private DependencyStructure _spare = new();
    private DependencyDescriptor _descriptor;
    private ushort _structureFrame;
    private int _template;
    private int _customFrameDiffCount;
    private Flags _custom;
    private long _frameNumber = 0x10000;

    [System.Flags]
    private enum Flags
    {
        None = 0,
        Chains = 1,
        FrameDiffs = 2,
        Indications = 4,
    }

    /// <summary>How many structures were read: 0 before the first. Frames with another number belong to another key frame.</summary>
    public int Generation { get; private set; }

    /// <summary>The structure in use; empty before the first.</summary>
    public DependencyStructure Structure => _structure;

    /// <summary>The fields that every descriptor has.</summary>
    public DependencyDescriptor Descriptor => _descriptor;

    /// <summary>The frame's number without wrap-around.</summary>
    public long FrameNumber => _frameNumber;

    public int SpatialId => _structure.SpatialId(_template);

    public int TemporalId => _structure.TemporalId(_template);

    /// <summary>What the frame is to each decode target.</summary>
    public ReadOnlySpan<DecodeTargetIndication> Indications => Has(_custom, Flags.Indications)
        ? _customIndications.AsSpan(0, _structure.DecodeTargetCount)
        : _structure.Indications(_template);

    /// <summary>How many frames back each frame that it depends on lies.</summary>
    public ReadOnlySpan<ushort> FrameDiffs => Has(_custom, Flags.FrameDiffs)
        ? _customFrameDiffs.AsSpan(0, _customFrameDiffCount)
        : _structure.FrameDiffs(_template);

    /// <summary>How many frames back the previous frame of each chain lies; 0 when there is none.</summary>
    public ReadOnlySpan<byte> ChainDiffs => Has(_custom, Flags.Chains)
        ? _customChainDiffs.AsSpan(0, _structure.ChainCount)
        : _structure.ChainDiffs(_template);

    /// <summary>The decode targets that are produced at present, as last told; bit i is target i.</summary>
    public uint ActiveDecodeTargets { get; private set; }

    /// <summary>False for what is malformed, or needs a structure that has not come; the last structure stays then.</summary>
    public bool TryRead(ReadOnlySpan<byte> value)
    {
        if (!DependencyDescriptor.TryParse(value, out var descriptor))
            return false;
        var reader = new BitReader(value[DependencyDescriptor.MandatoryLength..]);
        var isExtended = value.Length > DependencyDescriptor.MandatoryLength;
        var hasStructure = isExtended && reader.ReadFlag();
        var hasActiveTargets = isExtended && reader.ReadFlag();
        var custom = isExtended ? ReadCustom(ref reader) : Flags.None;
        if (hasStructure && (IsLate(descriptor.FrameNumber) || !_spare.TryRead(ref reader)))
            return false;
        var structure = hasStructure ? _spare : _structure;
        var active = hasStructure ? structure.AllDecodeTargets : ActiveDecodeTargets;
        if (hasActiveTargets)
            active = reader.Read(structure.DecodeTargetCount);
        var template = (descriptor.TemplateId + DependencyStructure.MaxTemplates - structure.TemplateIdOffset) % DependencyStructure.MaxTemplates;
        if (template >= structure.TemplateCount || !TryReadCustom(ref reader, custom, structure))
            return false;
        if (hasStructure)
            TakeStructure(descriptor.FrameNumber);
        _descriptor = descriptor;
        _template = template;
        _custom = custom;
        _frameNumber = SequenceNumber.Extend(_frameNumber, descriptor.FrameNumber);
        ActiveDecodeTargets = active;
        return true;
    }

    private static Flags ReadCustom(ref BitReader reader) =>
        (reader.ReadFlag() ? Flags.Indications : Flags.None)
        | (reader.ReadFlag() ? Flags.FrameDiffs : Flags.None)
        | (reader.ReadFlag() ? Flags.Chains : Flags.None);

    // Enum.HasFlag allocates before it is optimised.
    private static bool Has(Flags flags, Flags flag) => (flags & flag) == flag;

    private bool IsLate(ushort frameNumber) =>
        Generation > 0 && SequenceNumber.Distance(frameNumber, _structureFrame) is > 0 and < LateFrames;

    private void TakeStructure(ushort frameNumber)
    {
        (_structure, _spare) = (_spare, _structure);
        // Senders may repeat it on every packet of the key frame.
        if (Generation == 0 || frameNumber != _structureFrame)
            Generation++;
        _structureFrame = frameNumber;
    }

    private bool TryReadCustom(ref BitReader reader, Flags custom, DependencyStructure structure)
    {
        if (Has(custom, Flags.Indications))
        {
            for (var target = 0; target < structure.DecodeTargetCount; target++)
                _customIndications[target] = (DecodeTargetIndication)reader.Read(2);
        }

        if (Has(custom, Flags.FrameDiffs) && !TryReadFrameDiffs(ref reader))
            return false;
        if (Has(custom, Flags.Chains))
        {
            for (var chain = 0; chain < structure.ChainCount; chain++)
                _customChainDiffs[chain] = (byte)reader.Read(8);
        }

        return !reader.IsOverrun;
    }

    private bool TryReadFrameDiffs(ref BitReader reader)
    {
        _customFrameDiffCount = 0;
        for (var size = (int)reader.Read(2); size > 0; size = (int)reader.Read(2))
        {
            if (_customFrameDiffCount == DependencyStructure.MaxFrameDiffs)
                return false;
            _customFrameDiffs[_customFrameDiffCount++] = (ushort)(reader.Read(4 * size) + 1);
        }

        return true;
    }
}
