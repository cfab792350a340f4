using Treff.Rtc.Tests.Support;

namespace Treff.Fuzz;

/// <summary>
/// Something that takes what strangers send. Everything a life does, from <see cref="Begin"/> on, comes from one seed, so a finding is
/// repeated by its seed alone.
/// </summary>
internal abstract class FuzzTarget(string name)
{
    public string Name { get; } = name;

    /// <summary>Inputs in an ordinary test run: fractions of a second.</summary>
    public virtual int ShortInputs => 10_000;

    /// <summary>Inputs that meet one state before it is thrown away.</summary>
    public virtual int InputsPerLife => 2000;

    /// <summary>What the state may hold on to, beside what was there before.</summary>
    public virtual long MaxGrowthBytes => 8 << 20;

    /// <summary>Makes a fresh state.</summary>
    public virtual void Begin(SeededRandom random)
    {
    }

    /// <summary>Makes one input, feeds it, and throws when something is wrong afterwards.</summary>
    public abstract void Step(SeededRandom random);

    /// <summary>Lets go of the state.</summary>
    public virtual void End()
    {
    }
}

/// <summary>A parser: damaged copies of valid messages go in, nothing is kept.</summary>
internal sealed class ParserTarget(string name, IReadOnlyList<byte[]> corpus, Action<byte[]> parse, int shortInputs = 10_000) : FuzzTarget(name)
{
    public override int ShortInputs => shortInputs;

    public override void Step(SeededRandom random) => parse(Mutations.Damage(corpus[random.Next(corpus.Count)], random));
}
