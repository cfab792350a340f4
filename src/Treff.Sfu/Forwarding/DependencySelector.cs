using Treff.Rtc.Rtp;

namespace Treff.Sfu.Forwarding;

/// <summary>
/// Which frames of a scalable stream one subscriber gets, by their dependency descriptors (AV1 RTP specification, appendix A): those of the
/// highest decode target within its bounds that can be decoded. A target can be decoded while its chain is intact, that is, no frame of
/// the chain was left out; a broken chain heals where a frame needs nothing before it, which is a key frame as a rule.
/// </summary>
internal sealed class DependencySelector
{
    // Half a second and more of three spatial layers at 60 frames a second.
    private const int Remembered = 256;
    private const int Unknown = 0;
    private const int Forwarded = 1;
    private const int Dropped = 2;

    private readonly long[] _numbers = new long[Remembered];
    private readonly byte[] _decisions = new byte[Remembered];
    private DependencyReader? _reader;
    private uint _brokenChains = uint.MaxValue;
    private int _generation;

    /// <summary>The highest spatial layer that is sent at present; −1 for none.</summary>
    public int Spatial { get; private set; } = -1;

    /// <summary>Forgets what was sent: the next packet starts with a key frame.</summary>
    public void Start()
    {
        Array.Clear(_numbers);
        Array.Clear(_decisions);
        _brokenChains = uint.MaxValue;
        _generation = 0;
        Spatial = -1;
    }

    /// <summary>
    /// False when the frame of this packet is left out. All packets of a frame share its fate, whatever changes meanwhile.
    /// </summary>
    public bool TrySelect(DependencyReader frame, LayerTarget bounds)
    {
        _reader = frame;
        if (frame.Generation != _generation && !TryTakeGeneration(frame))
            return false;
        var number = frame.FrameNumber;
        var decision = DecisionOf(number);
        if (decision == Unknown)
        {
            FollowChains(frame);
            decision = Decide(frame, bounds) ? Forwarded : Dropped;
            Remember(number, decision);
        }

        return decision == Forwarded;
    }

    /// <summary>The spatial layer that is wanted is sent, but only a key frame leads to it.</summary>
    public bool NeedsKeyFrame(LayerTarget bounds)
    {
        if (_reader is not { } reader || _generation == 0)
            return false;
        var best = -1;
        var desired = -1;
        for (var target = 0; target < reader.Structure.DecodeTargetCount; target++)
        {
            if (!IsWithin(reader, target, bounds))
                continue;
            var spatial = reader.Structure.TargetSpatialId(target);
            desired = Math.Max(desired, spatial);
            if (IsIntact(reader.Structure, target))
                best = Math.Max(best, spatial);
        }

        return best < desired;
    }

    private bool TryTakeGeneration(DependencyReader frame)
    {
        if (!frame.Descriptor.HasStructure)
            return false;
        _generation = frame.Generation;
        _brokenChains = uint.MaxValue;
        return true;
    }

    private void FollowChains(DependencyReader frame)
    {
        var diffs = frame.ChainDiffs;
        for (var chain = 0; chain < diffs.Length; chain++)
        {
            // A frame that was not seen may still come, or the receiver asks for it: only what was left out on purpose breaks a chain.
            if (diffs[chain] == 0)
                _brokenChains &= ~(1u << chain);
            else if (DecisionOf(frame.FrameNumber - diffs[chain]) == Dropped)
                _brokenChains |= 1u << chain;
        }

        BreakIdleChains(frame);
    }

    /// <summary>Targets that are switched off have no frames; when they come back, they begin anew.</summary>
    private void BreakIdleChains(DependencyReader frame)
    {
        var structure = frame.Structure;
        if (structure.ChainCount == 0 || frame.ActiveDecodeTargets == structure.AllDecodeTargets)
            return;
        var inUse = 0u;
        for (var target = 0; target < structure.DecodeTargetCount; target++)
        {
            if (IsActive(frame, target))
                inUse |= 1u << structure.ProtectingChain(target);
        }

        _brokenChains |= ~inUse;
    }

    private bool Decide(DependencyReader frame, LayerTarget bounds)
    {
        var structure = frame.Structure;
        var best = -1;
        for (var target = 0; target < structure.DecodeTargetCount; target++)
        {
            if (IsWithin(frame, target, bounds) && IsIntact(structure, target) && (best < 0 || IsHigher(structure, target, best)))
                best = target;
        }

        if (best < 0)
            best = FindHigher(frame, bounds);
        if (best < 0)
        {
            Spatial = -1;
            return false;
        }

        Spatial = structure.TargetSpatialId(best);
        return frame.Indications[best] != DecodeTargetIndication.NotPresent && HasReferences(frame);
    }

    /// <summary>
    /// Where layers depend on each other only in key pictures, no lower one can be decoded before the next: until then the higher one goes
    /// on, for a frozen picture is worse.
    /// </summary>
    private int FindHigher(DependencyReader frame, LayerTarget bounds)
    {
        var structure = frame.Structure;
        var lowest = -1;
        for (var target = 0; target < structure.DecodeTargetCount; target++)
        {
            if (IsWithin(frame, target, bounds with { Spatial = int.MaxValue }) && IsIntact(structure, target)
                && (lowest < 0 || structure.TargetSpatialId(target) < structure.TargetSpatialId(lowest)
                    || (structure.TargetSpatialId(target) == structure.TargetSpatialId(lowest) && IsHigher(structure, target, lowest))))
            {
                lowest = target;
            }
        }

        return lowest;
    }

    private bool HasReferences(DependencyReader frame)
    {
        foreach (var diff in frame.FrameDiffs)
        {
            if (DecisionOf(frame.FrameNumber - diff) == Dropped)
                return false;
        }

        return true;
    }

    private static bool IsWithin(DependencyReader frame, int target, LayerTarget bounds) =>
        IsActive(frame, target)
        && frame.Structure.TargetSpatialId(target) <= bounds.Spatial
        && frame.Structure.TargetTemporalId(target) <= bounds.Temporal;

    private static bool IsActive(DependencyReader frame, int target) => (frame.ActiveDecodeTargets >> target & 1) != 0;

    private bool IsIntact(DependencyStructure structure, int target) =>
        structure.ChainCount == 0 || (_brokenChains >> structure.ProtectingChain(target) & 1) == 0;

    private static bool IsHigher(DependencyStructure structure, int a, int b)
    {
        var spatial = structure.TargetSpatialId(a) - structure.TargetSpatialId(b);
        return spatial > 0 || (spatial == 0 && structure.TargetTemporalId(a) > structure.TargetTemporalId(b));
    }

    private int DecisionOf(long number) => _numbers[number & (Remembered - 1)] == number ? _decisions[number & (Remembered - 1)] : Unknown;

    private void Remember(long number, int decision)
    {
        _numbers[number & (Remembered - 1)] = number;
        _decisions[number & (Remembered - 1)] = (byte)decision;
    }
}
