namespace Treff.Rtc.Tests.Support;

public sealed class MutationsTests
{
    [Fact]
    public void Truncations_are_every_proper_prefix() =>
        Assert.Equal([[], [1], [1, 2]], Mutations.Truncations([1, 2, 3]));

    [Fact]
    public void Damage_repeats_for_a_seed_and_differs_between_seeds()
    {
        byte[] message = [.. Enumerable.Range(0, 40).Select(i => (byte)i)];
        var first = Mutations.Damaged(message, 50, seed: 1).ToArray();
        Assert.Equal(first, Mutations.Damaged(message, 50, seed: 1));
        Assert.NotEqual(first, Mutations.Damaged(message, 50, seed: 2));
    }

    [Fact]
    public void Seeded_numbers_stay_below_their_limit_and_reach_all_of_it()
    {
        var random = new SeededRandom(7);
        var seen = Enumerable.Range(0, 1000).Select(_ => random.Next(6)).Distinct().Order();
        Assert.Equal([0, 1, 2, 3, 4, 5], seen);
    }
}
