using Google.Protobuf;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Data;

namespace Treff.Bench;

/// <summary>Reading a client's data packet and rewriting it for its receivers, once for all of them.</summary>
internal static class DataBench
{
    private const int Packets = 50_000;
    private const int Rounds = 15;

    public static Task RunAsync(TextWriter output)
    {
        output.WriteLine("data, ns per packet: median (lowest) of rounds");
        Measure(output, "user packet of 100 bytes", new DataPacket { Sequence = 1000, User = new UserPacket { Payload = Bytes(100), Topic = "topic" } });
        Measure(output, "stream chunk of 15,000 bytes", new DataPacket
        {
            Sequence = 1000,
            StreamChunk = new DataStream.Types.Chunk { StreamId = Guid.Empty.ToString(), Content = Bytes(15_000) },
        });
        return Task.CompletedTask;
    }

    private static void Measure(TextWriter output, string name, DataPacket packet)
    {
        var message = packet.ToByteArray();
        var samples = new Samples();
        for (var round = -Rounds; round < Rounds; round++)
        {
            var start = ThreadTime.Nanoseconds;
            for (var i = 0; i < Packets; i++)
                Rewrite(message);
            if (round >= 0)
                samples.Add((ThreadTime.Nanoseconds - start) / Packets);
        }

        output.WriteLine($"{name,-48}{samples,18}");
    }

    private static void Rewrite(byte[] message)
    {
        if (!DataPacketView.TryParse(message, out var view)
            || new DataPacketRewriter(view, "PA_abcdefghijkl"u8, "participant"u8, isLossy: false).ToArray().Length < message.Length)
        {
            throw new InvalidOperationException("The packet was not rewritten.");
        }
    }

    private static ByteString Bytes(int count) => ByteString.CopyFrom(new byte[count]);
}
