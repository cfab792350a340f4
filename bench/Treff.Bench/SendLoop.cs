using System.Net;
using System.Security.Cryptography;
using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Srtp;
using Treff.Sfu.Udp;

namespace Treff.Bench;

/// <summary>The least that forwarding can cost here: write a header, encrypt, send; no receiving, no rooms, no statistics.</summary>
internal sealed class SendLoop : IDisposable
{
    private readonly UdpTransport _transport;
    private readonly NetworkPath[] _paths;
    private readonly SrtpSender[] _senders;
    private readonly byte[] _payload;
    private long _packetIndex;

    public SendLoop(IReadOnlyList<IPEndPoint> destinations, int payloadBytes, bool useSegmentation)
    {
        _transport = UdpTransport.Open(new MediaOptions { Addresses = [IPAddress.Loopback], UdpPort = 0, UseSegmentation = useSegmentation });
        _paths = [.. destinations.Select(destination => new NetworkPath(0, TransportAddress.From(destination)))];
        _senders = [.. destinations.Select(_ => SrtpSender.Create(CreateKeys(), isServer: true))];
        _payload = RandomNumberGenerator.GetBytes(payloadBytes);
    }

    /// <summary>Sends each packet to every destination; returns the CPU time in nanoseconds.</summary>
    public double Send(int packets)
    {
        var start = ThreadTime.Nanoseconds;
        for (var i = 0; i < packets; i++, _packetIndex++)
        {
            for (var destination = 0; destination < _paths.Length; destination++)
                SendOne(destination);
        }

        _transport.Outgoing.Flush();
        return ThreadTime.Nanoseconds - start;
    }

    public void Dispose()
    {
        _transport.Dispose();
        foreach (var sender in _senders)
            sender.Dispose();
    }

    private static SrtpKeyingMaterial CreateKeys()
    {
        const SrtpProfile Profile = SrtpProfile.AeadAes128Gcm;
        byte[] Key() => RandomNumberGenerator.GetBytes(SrtpKeyingMaterial.KeyLength);
        byte[] Salt() => RandomNumberGenerator.GetBytes(SrtpKeyingMaterial.SaltLength(Profile));
        return new SrtpKeyingMaterial(Profile, Key(), Salt(), Key(), Salt());
    }

    private void SendOne(int destination)
    {
        var slot = _transport.Outgoing.Reserve();
        var header = new RtpHeader(96, Marker: false, (ushort)_packetIndex, (uint)_packetIndex, 1000);
        var headerLength = new RtpHeaderWriter(slot, header).Finish();
        var length = _senders[destination].ProtectRtp(slot, headerLength, _payload, _packetIndex);
        _transport.Outgoing.Commit(length, _paths[destination]);
    }
}
