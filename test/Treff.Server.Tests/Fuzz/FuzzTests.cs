using Treff.Fuzz;

namespace Treff.Server.Tests.Fuzz;

/// <summary>No request makes the server throw, hang or grow. Long with <c>./dev fuzz</c>.</summary>
[Collection(nameof(FuzzCollection))]
public sealed class FuzzTests
{
    private static readonly Dictionary<string, Func<FuzzTarget>> Targets = new()
    {
        ["join-request"] = () => new JoinRequestTarget(),
        ["jwt"] = () => new TokenTarget(),
        ["twirp-json"] = () => new TwirpTarget(isJson: true),
        ["twirp-proto"] = () => new TwirpTarget(isJson: false),
        ["names"] = NameTargets.Create,
        ["rest-json"] = () => new JsonBodyTarget(),
    };

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Survives(string target) => FuzzRunner.Run(Targets[target]());
}
