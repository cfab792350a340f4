using System.IO.Compression;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Treff.LiveKit.Protocol;
using Treff.LiveKit.Tests.Support;

namespace Treff.LiveKit.Tests;

/// <summary>Every recorded message decodes with our definitions, loses nothing, and means what another implementation read in it.</summary>
public class ProtocolTests
{
    private static readonly JsonParser Strict = new(JsonParser.Settings.Default);

    public static TheoryData<string> SignalFiles() => [.. Recordings.SignalFiles()];

    [Theory]
    [MemberData(nameof(SignalFiles))]
    public void Recorded_signalling_decodes_to_the_recorded_message(string file)
    {
        var count = 0;
        foreach (var line in Lines(file))
        {
            if (!line.TryGetProperty("raw", out var raw) || TypeOf(line) is not { } type)
                continue;
            var bytes = Convert.FromBase64String(raw.GetString()!);
            var message = type.Parser.ParseFrom(bytes);
            // An unknown field would be written back and make it longer than its JSON form.
            Assert.Equal(Strict.Parse(line.GetProperty("message").GetRawText(), type), message);
            Assert.Equal(bytes.Length, message.CalculateSize());
            count++;
        }

        // A refused connection has none.
        Assert.True(count > 0 || file.StartsWith("join-refused", StringComparison.Ordinal));
    }

    [Fact]
    public void Recorded_server_calls_decode_to_the_recorded_messages()
    {
        var count = 0;
        foreach (var call in Recordings.Http("roomservice").EnumerateArray())
        {
            count += Check(call.GetProperty("request"), call.GetProperty("request").Text("encoding"));
            count += Check(call.GetProperty("response"), call.GetProperty("request").Text("encoding"));
        }

        Assert.True(count > 50);
    }

    private static int Check(JsonElement side, string encoding)
    {
        if (encoding != "protobuf" || side.Text("message_type") is not { Length: > 0 } name)
            return 0;
        var type = LivekitRoomReflection.Descriptor.MessageTypes.Concat(LivekitModelsReflection.Descriptor.MessageTypes).Single(t => t.FullName == name);
        var message = type.Parser.ParseFrom(side.Bytes("body_b64"));
        Assert.Equal(Strict.Parse(side.GetProperty("message").GetRawText(), type), message);
        return 1;
    }

    private static MessageDescriptor? TypeOf(JsonElement line) => (line.Text("channel"), line.Text("direction")) switch
    {
        ("signal", "client") => SignalRequest.Descriptor,
        ("signal", "server") => SignalResponse.Descriptor,
        ("_reliable" or "_lossy", _) => DataPacket.Descriptor,
        _ => null,
    };

    private static IEnumerable<JsonElement> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Recordings.SignalFile(file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            if (!document.RootElement.Text("kind").StartsWith('@'))
                yield return document.RootElement.Clone();
        }
    }
}
