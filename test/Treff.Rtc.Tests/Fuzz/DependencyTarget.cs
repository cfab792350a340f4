using Treff.Fuzz;
using Treff.Rtc.Rtp;
using Treff.Rtc.Tests.Rtp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>Dependency descriptors of a stream whose structure changes, damaged now and then: one reader meets them all.</summary>
internal sealed class DependencyTarget() : FuzzTarget("dependencies")
{
    private DependencyReader _reader = new();
    private ScalableStream _stream = new(1, 1, isKeyMode: false);

    public override void Begin(SeededRandom random)
    {
        _reader = new DependencyReader();
        _stream = new ScalableStream(1 + random.Next(4), 1 + random.Next(3), random.Chance(0.5));
    }

    public override void Step(SeededRandom random)
    {
        foreach (var frame in _stream.Picture(isKey: random.Chance(0.2)))
            DependencyReaderTests.Touch(_reader, random.Chance(0.5) ? Mutations.Damage(frame.Descriptor, random) : frame.Descriptor);
    }
}
