using System.Diagnostics;
using System.Globalization;
using Treff.Sfu.Rooms;
using Treff.Sfu.Tests.Support;

namespace Treff.Bench;

/// <summary>
/// One publisher, fifty subscribers: CPU time of the media thread for each forwarded packet, from the receiving socket through
/// decryption, the room's forwarding and encryption to the sending socket, beside the bare loop of <see cref="SendLoop"/>. Both ways of sending
/// take turns, so that what else the machine does falls on all alike.
/// </summary>
internal static class ForwardBench
{
    private const int Subscribers = 50;
    private const int PayloadBytes = 1100;

    /// <summary>What the receive buffers of the clients hold between two rounds.</summary>
    private const int PacketsPerRound = 400;
    private const int PacketsPerShortRound = 20;
    private const int Forwards = PacketsPerRound * Subscribers;
    private const int WarmUpRounds = 8;
    private const int Rounds = 15;

    /// <summary>The aims of docs/performance.md.</summary>
    private const double PathAim = 1.3;
    private const double SegmentationAim = 0.6;

    public static async Task RunAsync(TextWriter output)
    {
        await using var room = await BenchRoom.CreateAsync(Subscribers, useSegmentation: false);
        await using var segmenting = await BenchRoom.CreateAsync(Subscribers, useSegmentation: true);
        using var plain = new Setup("sendmmsg", room, useSegmentation: false);
        using var segmented = new Setup("sendmmsg, UDP_SEGMENT", segmenting, useSegmentation: true);
        await plain.SettleAsync();
        await segmented.SettleAsync();
        var againstPlain = new Samples();
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            await plain.MeasureAsync(counts: round >= 0);
            await segmented.MeasureAsync(counts: round >= 0);
            if (round >= 0)
                againstPlain.Add(segmented.LastPath / plain.LastLimit);
        }

        await plain.MeasureAllocationAsync();
        await segmented.MeasureAllocationAsync();
        output.WriteLine($"Forwarding 1 -> {Subscribers}, {PayloadBytes} bytes, loopback; CPU ns per forwarded packet: median (lowest) of rounds");
        output.WriteLine($"{"",-28}{"whole path",18}{"limit",18}{"ratio",8}{"packets/s/core",18}{"bytes allocated",18}{"per message",14}");
        output.WriteLine(plain);
        output.WriteLine(segmented);
        WriteVerdict(output, plain.Ratios.Median, PathAim, "whole path / bare loop (header, encrypt, sendmmsg)");
        WriteVerdict(output, againstPlain.Median, SegmentationAim, "whole path with segmentation / bare loop without");
        var allocated = Math.Max(plain.Allocated.Lowest, segmented.Allocated.Lowest);
        WriteVerdict(output, Math.Round(allocated, 2), 0, "bytes allocated per forwarded packet");
    }

    private static void WriteVerdict(TextWriter output, double value, double aim, string what) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{(value <= aim ? "yes" : "NO"),-4}{what}: {value:F2} (aim: at most {aim:F1})"));

    /// <summary>A room and the bare loop to the same clients, with what was measured of both.</summary>
    private sealed class Setup(string name, BenchRoom room, bool useSegmentation) : IDisposable
    {
        private readonly SendLoop _limit = new([.. room.Subscribers.Select(client => client.LocalEndPoints[0])], PayloadBytes, useSegmentation);
        private readonly ForwardRun _run = new(room);
        private readonly Samples _path = new();
        private readonly Samples _limits = new();

        public Samples Ratios { get; } = new();

        public Samples Allocated { get; } = new();

        public double LastPath { get; private set; }

        public double LastLimit { get; private set; }

        public Task SettleAsync() => _run.SettleAsync();

        public async Task MeasureAsync(bool counts)
        {
            var (nanoseconds, _) = await _run.ForwardAsync(PacketsPerRound, PayloadBytes);
            LastPath = nanoseconds / Forwards;
            LastLimit = _limit.Send(PacketsPerRound) / Forwards;
            foreach (var client in room.Subscribers)
                client.Drain();
            if (!counts)
                return;
            _path.Add(LastPath);
            _limits.Add(LastLimit);
            Ratios.Add(LastPath / LastLimit);
        }

        /// <summary>In bursts that are over before a timer of the room (reports, speakers) allocates something of its own; the lowest counts.</summary>
        public async Task MeasureAllocationAsync()
        {
            for (var i = 0; i < Rounds; i++)
                Allocated.Add((await _run.ForwardAsync(PacketsPerShortRound, PayloadBytes)).AllocatedBytes / (double)(PacketsPerShortRound * Subscribers));
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-28}{_path,18}{_limits,18}{Ratios.Median,8:F2}{1e9 / _path.Median,18:F0}{Allocated.Lowest,18:F3}{_run.DatagramsPerMessage,14:F1}");

        public void Dispose() => _limit.Dispose();
    }

    private sealed class ForwardRun(BenchRoom room)
    {
        /// <summary>A frame of 720p at 1.3 Mbit/s and 30 frames a second.</summary>
        private const int PacketsPerFrame = 5;

        /// <summary>A fifth of a megabit: less than what is assumed of a network.</summary>
        private const int SlowFramesPerSecond = 5;

        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        /// <summary>Of them, one byte shorter than the others: what an even division of a frame leaves over.</summary>
        private const int ShorterPackets = 2;

        private ushort _sequenceNumber;

        public double DatagramsPerMessage => room.Worker.UdpStatistics.DatagramsSent / (double)room.Worker.UdpStatistics.MessagesSent;

        /// <summary>A slow picture, until the server knows how its subscribers want to be sent to.</summary>
        public async Task SettleAsync()
        {
            var start = Stopwatch.GetTimestamp();
            while (!await room.IsUnlimitedAsync())
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                    throw new InvalidOperationException("The server still holds subscribers back.");
                SendBurst(PacketsPerFrame, PayloadBytes);
                var next = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / SlowFramesPerSecond);
                ClientPeer.Pump(room.Clients, () => Stopwatch.GetTimestamp() >= next);
            }
        }

        /// <summary>Sends packets in one burst and waits until every subscriber has them; returns what that cost the worker's thread.</summary>
        public async Task<(double Nanoseconds, long AllocatedBytes)> ForwardAsync(int packets, int payloadBytes)
        {
            var expected = room.Subscribers.Select(client => client.Packets + packets).ToArray();
            // Measuring allocates a little itself: twice without packets between tells how much.
            var first = await MeasureAsync();
            var before = await MeasureAsync();
            SendBurst(packets, payloadBytes);
            var sentBefore = room.Worker.UdpStatistics.DatagramsSent;
            SpinWait.SpinUntil(() => room.Worker.UdpStatistics.DatagramsSent - sentBefore >= packets * (long)Subscribers, TimeSpan.FromSeconds(1));
            var after = await MeasureAsync();
            if (!ClientPeer.Pump(room.Clients, () => room.Subscribers.Select((client, i) => client.Packets >= expected[i]).All(done => done)))
                throw new InvalidOperationException("Forwarded packets were lost.");
            return (after.Nanoseconds - before.Nanoseconds, (after.Allocated - before.Allocated) - (before.Allocated - first.Allocated));
        }

        /// <summary>VP8 as browsers packetise it; the first packet of all begins a key frame, or nothing would be forwarded.</summary>
        private void SendBurst(int packets, int payloadBytes)
        {
            Span<byte> payload = stackalloc byte[payloadBytes];
            for (var i = 0; i < packets; i++)
            {
                var place = i % PacketsPerFrame;
                byte[] descriptor = [0x90, 0x80, (byte)(0x80 | ((_sequenceNumber >> 8) & 0x7F)), (byte)_sequenceNumber];
                descriptor.CopyTo(payload);
                payload[4] = (byte)(_sequenceNumber == 0 ? 0x10 : 0x11);
                var timestamp = (uint)(_sequenceNumber - place) * 3000;
                var cut = payload[..^(place < ShorterPackets ? 1 : 0)];
                room.Publisher.SendRtp(room.Video, _sequenceNumber++, cut, timestamp, marker: place == PacketsPerFrame - 1);
            }
        }

        private Task<(double Nanoseconds, long Allocated)> MeasureAsync() =>
            room.Worker.InvokeAsync(_ => (ThreadTime.Nanoseconds, GC.GetAllocatedBytesForCurrentThread()));
    }
}
