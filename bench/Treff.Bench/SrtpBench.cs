using System.Diagnostics;
using System.Globalization;
using Treff.Rtc.Srtp;

namespace Treff.Bench;

/// <summary>
/// What protecting and unprotecting one packet costs, in nanoseconds on one thread, with the keys of fifty peers in turn: as when one
/// packet is forwarded to fifty subscribers, so that no key stays in the first-level cache.
/// </summary>
internal static class SrtpBench
{
    private const int Peers = 50;
    private const int PacketsPerPeer = 20;
    private const int Packets = Peers * PacketsPerPeer;
    private const int Batches = 60;
    private const int HeaderLength = 20;
    private const int SlotLength = 2048;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(400);

    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("SRTP, ns per packet: median (lowest) of batches");
        output.WriteLine($"{"profile",-22}{"code",-16}{"bytes",6}{"protect",18}{"unprotect",18}");
        foreach (var profile in Enum.GetValues<SrtpProfile>())
        {
            foreach (var implementation in Enum.GetValues<CipherImplementation>().Skip(1))
                Run(output, profile, implementation);
        }
    }

    private static void Run(TextWriter output, SrtpProfile profile, CipherImplementation implementation)
    {
        foreach (var length in (int[])[1100, 100])
        {
            using var run = new PacketRun(profile, implementation, length);
            var (protect, unprotect) = run.Measure();
            output.WriteLine($"{profile,-22}{implementation,-16}{length,6}{Format(protect),18}{Format(unprotect),18}");
        }
    }

    private static string Format(double[] nanoseconds)
    {
        Array.Sort(nanoseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{nanoseconds[nanoseconds.Length / 2]:F0} ({nanoseconds[0]:F0})");
    }

    /// <summary>Fifty peers and a slot for each of their packets; protecting fills the slots, unprotecting works in them.</summary>
    private sealed class PacketRun : IDisposable
    {
        private readonly SrtpSender[] _senders;
        private readonly SrtpReceiver[] _receivers;
        private readonly byte[] _slots = new byte[Packets * SlotLength];
        private readonly byte[] _payload;
        private readonly int _protectedLength;
        private long _packetIndex;

        public PacketRun(SrtpProfile profile, CipherImplementation implementation, int length)
        {
            var keys = Enumerable.Range(1, Peers).Select(i => Keys(profile, (byte)i)).ToArray();
            _senders = [.. keys.Select(k => SrtpSender.Create(k, isServer: true, implementation))];
            _receivers = [.. keys.Select(k => SrtpReceiver.Create(k, isServer: false, implementation))];
            _payload = new byte[length - HeaderLength];
            _protectedLength = length + (profile == SrtpProfile.AeadAes128Gcm ? 16 : 10);
        }

        public (double[] Protect, double[] Unprotect) Measure()
        {
            var protect = new double[Batches];
            var unprotect = new double[Batches];
            WarmUp();
            for (var i = 0; i < Batches; i++)
            {
                WriteHeaders();
                protect[i] = Time(Protect);
                unprotect[i] = Time(Unprotect);
            }

            return (protect, unprotect);
        }

        public void Dispose()
        {
            Array.ForEach(_senders, s => s.Dispose());
            Array.ForEach(_receivers, r => r.Dispose());
        }

        /// <summary>Until the runtime has brought the code to its final tier, which it begins after 100 ms without new methods.</summary>
        private void WarmUp()
        {
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < WarmUpTime)
            {
                WriteHeaders();
                Protect();
                Unprotect();
            }
        }

        private static double Time(Action action)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Packets;
        }

        private static SrtpKeyingMaterial Keys(SrtpProfile profile, byte seed)
        {
            var salt = new byte[SrtpKeyingMaterial.SaltLength(profile)];
            var key = new byte[SrtpKeyingMaterial.KeyLength];
            Array.Fill(key, seed);
            return new SrtpKeyingMaterial(profile, key, salt, key, salt);
        }

        /// <summary>Version 2 with an extension of one word, as forwarded packets have.</summary>
        private void WriteHeaders()
        {
            for (var i = 0; i < Packets; i++)
            {
                var header = _slots.AsSpan(i * SlotLength, HeaderLength);
                var index = _packetIndex + (i / Peers);
                header.Clear();
                header[0] = 0x90;
                header[2] = (byte)(index >> 8);
                header[3] = (byte)index;
                header[15] = 1;
            }
        }

        private void Protect()
        {
            for (var i = 0; i < Packets; i++)
            {
                var slot = _slots.AsSpan(i * SlotLength, SlotLength);
                _senders[i % Peers].ProtectRtp(slot, HeaderLength, _payload, _packetIndex + (i / Peers));
            }
        }

        private void Unprotect()
        {
            for (var i = 0; i < Packets; i++)
            {
                var packet = _slots.AsSpan(i * SlotLength, _protectedLength);
                if (!_receivers[i % Peers].TryUnprotectRtp(packet, out _, out var failure))
                    throw new InvalidOperationException($"A packet of our own was refused: {failure}.");
            }

            _packetIndex += PacketsPerPeer;
        }
    }
}
