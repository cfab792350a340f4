using System.Globalization;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;

namespace Treff.Bench;

/// <summary>
/// One publisher, fifty subscribers: CPU time of the media thread for each forwarded packet, from the receiving socket through
/// decryption, the room's forwarding and encryption to the sending socket, beside the bare loop of <see cref="SendLoop"/>.
/// </summary>
internal static class ForwardBench
{
    private const int Subscribers = 50;
    private const int PayloadBytes = 1100;

    /// <summary>What the receive buffers of the clients hold between two rounds.</summary>
    private const int PacketsPerRound = 400;
    private const int Forwards = PacketsPerRound * Subscribers;
    private const int WarmUpRounds = 8;
    private const int Rounds = 15;

    public static async Task RunAsync(TextWriter output)
    {
        output.WriteLine($"Forwarding 1 -> {Subscribers}, {PayloadBytes} bytes, loopback; CPU ns per forwarded packet: median (lowest) of rounds");
        output.WriteLine($"{"",-28}{"whole path",18}{"limit",18}{"ratio",8}{"packets/s/core",18}{"bytes allocated",18}{"per message",14}");
        foreach (var useSegmentation in (bool[])[false, true])
            await RunAsync(output, useSegmentation);
    }

    private static async Task RunAsync(TextWriter output, bool useSegmentation)
    {
        await using var room = await BenchRoom.CreateAsync(Subscribers, useSegmentation);
        using var limit = new SendLoop([.. room.Subscribers.Select(client => client.LocalEndPoints[0])], PayloadBytes, useSegmentation);
        var run = new ForwardRun(room);
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            var path = await run.ForwardAsync(PacketsPerRound, PayloadBytes);
            var bare = limit.Send(PacketsPerRound);
            foreach (var client in room.Subscribers)
                client.Drain();
            if (round < 0)
                continue;
            run.Path.Add(path.Nanoseconds / Forwards);
            run.Allocated.Add(path.AllocatedBytes / (double)Forwards);
            run.Limit.Add(bare / Forwards);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(useSegmentation ? "sendmmsg, UDP_SEGMENT" : "sendmmsg"),-28}{run.Path,18}{run.Limit,18}{run.Path.Median / run.Limit.Median,8:F2}{1e9 / run.Path.Median,18:F0}{run.Allocated.Lowest,18:F3}{run.DatagramsPerMessage,14:F1}"));
    }

    private sealed class ForwardRun(BenchRoom room)
    {
        private ushort _sequenceNumber;

        public Samples Path { get; } = new();

        public Samples Limit { get; } = new();

        public Samples Allocated { get; } = new();

        public double DatagramsPerMessage => room.Worker.UdpStatistics.DatagramsSent / (double)room.Worker.UdpStatistics.MessagesSent;

        /// <summary>Sends packets in one burst and waits until every subscriber has them; returns what that cost the worker's thread.</summary>
        public async Task<(double Nanoseconds, long AllocatedBytes)> ForwardAsync(int packets, int payloadBytes)
        {
            var expected = room.Subscribers.Select(client => client.Packets + packets).ToArray();
            var before = await MeasureAsync();
            SendBurst(packets, payloadBytes);
            var sentBefore = room.Worker.UdpStatistics.DatagramsSent;
            SpinWait.SpinUntil(() => room.Worker.UdpStatistics.DatagramsSent - sentBefore >= packets * (long)Subscribers, TimeSpan.FromSeconds(1));
            var after = await MeasureAsync();
            if (!ClientPeer.Pump(room.Clients, () => room.Subscribers.Select((client, i) => client.Packets >= expected[i]).All(done => done)))
                throw new InvalidOperationException("Forwarded packets were lost.");
            return (after.Nanoseconds - before.Nanoseconds, after.Allocated - before.Allocated);
        }

        /// <summary>VP8 as browsers packetise it; the first packet of all begins a key frame, or nothing would be forwarded.</summary>
        private void SendBurst(int packets, int payloadBytes)
        {
            Span<byte> payload = stackalloc byte[payloadBytes];
            for (var i = 0; i < packets; i++)
            {
                byte[] descriptor = [0x90, 0x80, (byte)(0x80 | ((_sequenceNumber >> 8) & 0x7F)), (byte)_sequenceNumber];
                descriptor.CopyTo(payload);
                payload[4] = (byte)(_sequenceNumber == 0 ? 0x10 : 0x11);
                room.Publisher.SendRtp(room.Video, _sequenceNumber++, payload);
            }
        }

        private Task<(double Nanoseconds, long Allocated)> MeasureAsync() =>
            room.Worker.InvokeAsync(_ => (ThreadTime.Nanoseconds, GC.GetAllocatedBytesForCurrentThread()));
    }
}
