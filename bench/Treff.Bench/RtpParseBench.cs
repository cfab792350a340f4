using Treff.Rtc.Rtp;

namespace Treff.Bench;

/// <summary>Reading the header of a packet as browsers send it: three header extensions, one of them looked up.</summary>
internal static class RtpParseBench
{
    private const int Packets = 200_000;
    private const int Rounds = 15;
    private const int TransportCcId = 3;

    public static Task RunAsync(TextWriter output)
    {
        var packet = CreatePacket();
        var samples = new Samples();
        var sum = 0L;
        for (var round = -Rounds; round < Rounds; round++)
        {
            var start = ThreadTime.Nanoseconds;
            sum += ParseAll(packet);
            if (round >= 0)
                samples.Add((ThreadTime.Nanoseconds - start) / Packets);
        }

        output.WriteLine("RTP, ns per packet: median (lowest) of rounds");
        output.WriteLine($"{"parse and find one extension",-48}{samples,18}");
        return sum == 0 ? throw new InvalidOperationException("Nothing was parsed.") : Task.CompletedTask;
    }

    private static byte[] CreatePacket()
    {
        var packet = new byte[1100];
        var writer = new RtpHeaderWriter(packet, new RtpHeader(96, Marker: true, 1000, 90_000, 0x1234_5678));
        writer.TryAddExtension(2, [1, 2, 3]);
        writer.TryAddExtension(TransportCcId, [0, 1]);
        writer.TryAddExtension(4, "0"u8);
        writer.Finish();
        return packet;
    }

    private static long ParseAll(byte[] packet)
    {
        var sum = 0L;
        for (var i = 0; i < Packets; i++)
        {
            packet[3] = (byte)i;
            if (RtpPacket.TryParse(packet, out var parsed) && parsed.TryGetExtension(TransportCcId, out var value))
                sum += parsed.SequenceNumber + value[1];
        }

        return sum;
    }
}
