using Google.Protobuf;
using Treff.Fuzz;
using Treff.Sfu.Tests.Data;
using Treff.Sfu.Tests.DataTracks;

namespace Treff.Sfu.Tests.Fuzz;

/// <summary>No client can make a room throw, hang or grow. Long with <c>./dev fuzz</c>.</summary>
[Collection(nameof(FuzzCollection))]
public sealed class FuzzTests
{
    private static readonly Dictionary<string, Func<FuzzTarget>> Targets = new()
    {
        ["signal"] = () => new RoomTarget("signal", hasTwoConnections: false),
        ["signal-two"] = () => new RoomTarget("signal-two", hasTwoConnections: true),
        ["data-packet"] = () => new ParserTarget(
            "data-packet", [.. DataPacketViewTests.Samples.Select(packet => packet.ToByteArray())], DataPacketViewTests.CheckBytes),
        ["data-track"] = () => new ParserTarget("data-track", [DataTrackPacketTests.Plain, DataTrackPacketTests.Extended], DataTrackPacketTests.CheckBytes),
        ["data-room"] = () => new DataTarget(),
    };

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Survives(string target) => FuzzRunner.Run(Targets[target]());
}
