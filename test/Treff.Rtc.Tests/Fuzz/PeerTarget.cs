using System.Buffers.Binary;
using Treff.Fuzz;
using Treff.Rtc.Rtp;
using Treff.Rtc.Srtp;
using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Peer;
using Treff.Rtc.Tests.Rtcp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>
/// A connected peer that sends what it likes with its own keys: damaged RTP that reaches streams, histories, retransmission and transport
/// feedback, damaged RTCP; beside it strangers on the same port.
/// </summary>
internal sealed class PeerTarget() : FuzzTarget("peer")
{
    private readonly byte[][] _rtcp = [.. MediaSamples.Rtcp().Select(static sample => sample.Bytes)];
    private readonly byte[][] _rtp = [.. MediaSamples.Rtp().Select(static sample => sample.Bytes[..Math.Min(sample.Bytes.Length, 100)])];
    private readonly byte[] _buffer = new byte[2048];
    private PeerPair _pair = null!;
    private SrtpSender _sender = null!;
    private SendStream _stream = null!;
    private ushort _sequenceNumber;
    private ushort _sentNumber;

    public override int ShortInputs => 5000;

    public override int InputsPerLife => 5000;

    public override void Begin(SeededRandom random)
    {
        _pair = new PeerPair(random.NextUInt64());
        _pair.Connect();
        _pair.Server.SetReceiveSections([PeerPair.VideoSection("1"), PeerPair.VideoSection("2", "q", "h", "f") with { Payloads = [] }]);
        _stream = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = new RtpExtensionMap { TransportCc = 3 } });
        _sender = SrtpSender.Create(_pair.Client.Dtls.Keys!, isServer: false);
        _sequenceNumber = 0;
    }

    public override void Step(SeededRandom random)
    {
        var datagram = random.Next(10) switch
        {
            0 => Mutations.Damage(_rtp[random.Next(_rtp.Length)], random),
            1 or 2 or 3 => Rtcp(random),
            _ => Rtp(random),
        };
        _pair.Inject(datagram, _pair.ClientAddress);
        if (random.Chance(0.3))
            _pair.Send(_pair.ServerSide, _stream, _sentNumber++, PeerPair.Payload(1, 20 + random.Next(1100)));
        if (random.Chance(0.05))
            _pair.Run(TimeSpan.FromMilliseconds(random.Next(100)));
        _pair.ServerSide.Packets.Clear();
        _pair.ServerSide.Nacks.Clear();
        _pair.ClientSide.Nacks.Clear();
    }

    public override void End()
    {
        _sender.Dispose();
        _pair.Dispose();
    }

    private byte[] Rtp(SeededRandom random)
    {
        var packet = random.Chance(0.5) ? Video(random) : Mutations.Damage(Video(random), random);
        var headerLength = RtpPacket.TryParse(packet, out var parsed) ? parsed.HeaderLength : Math.Min(packet.Length, RtpPacket.MinHeaderLength);
        packet.AsSpan(0, headerLength).CopyTo(_buffer);
        if (headerLength < RtpPacket.MinHeaderLength)
            return packet;
        var index = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));
        return _buffer[.._sender.ProtectRtp(_buffer, headerLength, packet.AsSpan(headerLength), index)];
    }

    /// <summary>A few sources with jumping numbers, with mid, rid and transport number as header extensions, some as retransmissions.</summary>
    private byte[] Video(SeededRandom random)
    {
        _sequenceNumber = (ushort)(_sequenceNumber + (random.Chance(0.02) ? random.Next(3000) : random.Next(4) - 1));
        var packet = new byte[32 + random.Next(60)];
        random.Fill(packet.AsSpan(24));
        packet[0] = 0x90;
        packet[1] = (byte)(96 + random.Next(3));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), _sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), _sequenceNumber * 3000u);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), (uint)random.Next(random.Chance(0.9) ? 4 : 200));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), 0xBEDE0002);
        // mid "1" or "2", transport number, rid "q"
        ReadOnlySpan<byte> extensions = [0x40, (byte)('1' + random.Next(3)), 0x31, (byte)(_sequenceNumber >> 8), (byte)_sequenceNumber, 0x50, (byte)'q', 0];
        extensions.CopyTo(packet.AsSpan(16));
        return packet;
    }

    private byte[] Rtcp(SeededRandom random)
    {
        var packet = Mutations.Damage(_rtcp[random.Next(_rtcp.Length)], random);
        if (packet.Length is < 8 or > 1200)
            return packet;
        packet.CopyTo(_buffer, 0);
        // Reports about our own stream get further.
        if (random.Chance(0.5))
            BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(8), 0x1111);
        return _buffer[.._sender.ProtectRtcp(_buffer, packet.Length)];
    }
}
