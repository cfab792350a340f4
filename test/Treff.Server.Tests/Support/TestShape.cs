namespace Treff.Server.Tests.Support;

/// <summary>
/// Where the media server of the tests is, by TREFF_TEST_SHAPE. What makes no sense but in the process has the trait <see cref="Trait"/> with the value <see cref="Embedded"/>, and is left out elsewhere.
/// </summary>
internal static class TestShape
{
    public const string Trait = "Shape";

    /// <summary>In the process of Treff: made of a dictionary, unless a test wants real media.</summary>
    public const string Embedded = "Embedded";

    public static Task<ITestMedia> StartMediaAsync(TreffAppSettings settings) => Environment.GetEnvironmentVariable("TREFF_TEST_SHAPE") switch
    {
        null or "" => Task.FromResult<ITestMedia>(new FakeMedia(settings.Rooms)),
        "pair" => PairMedia.StartAsync(settings),
        { } unknown => throw new InvalidOperationException($"TREFF_TEST_SHAPE is {unknown}; there is: pair"),
    };
}
