using System.IO.Compression;
using System.Text.Json;
using Google.Protobuf;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Tests.Support;

namespace Treff.Sfu.Tests.Data;

/// <summary>What recorded clients sent goes through a room of ours; what comes out is what LiveKit sent on, but for the sids.</summary>
public sealed class DataTraceTests
{
    [Theory]
    [InlineData("single-pc")]
    [InlineData("dual-pc")]
    public void Packets_come_out_as_they_did_of_LiveKit(string scenario)
    {
        using var room = new DataRoom();
        var clients = new Dictionary<string, TestClient> { ["alice"] = room.Join("alice"), ["bob"] = room.Join("bob") };
        var lines = clients.Keys.SelectMany(who => Read(scenario, who)).OrderBy(line => line.Time).ToArray();
        foreach (var line in lines.Where(line => line.Direction == "client"))
            room.Send(clients[line.Who], line.Raw, line.Channel);
        foreach (var (who, client) in clients)
        {
            var expected = lines.Where(line => line.Who == who && line.Direction == "server").ToArray();
            Assert.Equal(expected.Select(line => line.Channel), client.Media!.Data.Select(item => item.Label));
            var sids = clients.ToDictionary(item => item.Key, item => item.Value.Participant.Sid);
            Assert.Equal(expected.Select(line => WithSids(line.Raw, sids)), DataRoom.Take(client));
        }
    }

    [Theory]
    [InlineData("moderation-single-pc")]
    [InlineData("moderation-dual-pc")]
    public async Task The_servers_own_packets_are_as_LiveKits(string scenario)
    {
        using var room = new DataRoom();
        var clients = new Dictionary<string, TestClient> { ["alice"] = room.Join("alice"), ["bob"] = room.Join("bob") };
        await SendAsync(new SendDataRequest { Room = "room", Data = ByteString.CopyFromUtf8("from the server"), Topic = "admin" });
        await SendAsync(new SendDataRequest
        {
            Room = "room",
            Data = ByteString.CopyFromUtf8("only bob"),
            Topic = "admin",
            DestinationIdentities = { "bob" },
        });
        room.Rooms.Host.Advance(50);
        foreach (var (who, client) in clients)
            Assert.Equal(Read(scenario, who).Select(line => DataPacket.Parser.ParseFrom(line.Raw)), DataRoom.Take(client));

        Task SendAsync(SendDataRequest request) => room.Rooms.Service.SendDataAsync(request, CancellationToken.None);
    }

    private static DataPacket WithSids(byte[] raw, Dictionary<string, string> sids)
    {
        var packet = DataPacket.Parser.ParseFrom(raw);
        packet.ParticipantSid = sids[packet.ParticipantIdentity];
        if (packet.User is { } user)
            user.ParticipantSid = packet.ParticipantSid;
        return packet;
    }

    private static List<Line> Read(string scenario, string who)
    {
        var path = Path.Combine(TraceFolder(), "signal", $"{scenario}.{who}.jsonl.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var lines = new List<Line>();
        while (reader.ReadLine() is { } text)
        {
            using var json = JsonDocument.Parse(text);
            var line = json.RootElement;
            if (!line.TryGetProperty("channel", out var channel) || channel.GetString() is not ("_reliable" or "_lossy")
                || !line.TryGetProperty("raw", out var raw))
            {
                continue;
            }

            lines.Add(new Line(
                who,
                line.GetProperty("t_ms").GetDouble(),
                channel.GetString()!,
                line.GetProperty("direction").GetString()!,
                raw.GetBytesFromBase64()));
        }

        Assert.NotEmpty(lines);
        return lines;
    }

    private static string TraceFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "test", "traces");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("test/traces was not found above " + AppContext.BaseDirectory);
    }

    private sealed record Line(string Who, double Time, string Channel, string Direction, byte[] Raw);
}
