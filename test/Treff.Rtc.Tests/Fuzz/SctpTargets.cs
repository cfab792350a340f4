using System.Buffers.Binary;
using Treff.Fuzz;
using Treff.Rtc.Sctp;
using Treff.Rtc.Sctp.DataChannels;
using Treff.Rtc.Sctp.Packet;
using Treff.Rtc.Tests.Sctp.Packet;
using Treff.Rtc.Tests.Sctp.Support;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>Every kind of chunk, damaged, with a right checksum, in the life of an association; also before there is one.</summary>
internal sealed class SctpTarget(bool isConnected) : FuzzTarget(isConnected ? "sctp" : "sctp-handshake")
{
    private readonly byte[] _buffer = new byte[2048];
    private CraftedPeer _peer = null!;
    private SctpEnd _end = null!;
    private Timestamp _now;

    public override int InputsPerLife => isConnected ? 2000 : 100;

    public override void Begin(SeededRandom random)
    {
        _now = Timestamp.FromMilliseconds(1);
        Renew();
    }

    public override void Step(SeededRandom random)
    {
        if (_end.Association.State != SctpState.Connected && isConnected)
            Renew();
        var packet = ChunkSamples.Packet(ChunkSamples.All[random.Next(ChunkSamples.All.Length)].Write, isConnected ? _peer.ServerTag : Tag(random));
        if (random.Chance(0.5))
            MakePlausible(packet, random);
        _end.Association.HandlePacket(_now, random.Chance(0.2) ? packet : Restore(Mutations.Damage(packet, random), packet));
        _end.TakeEvents();
        _end.Messages.Clear();
        _end.Opened.Clear();
        _end.Closed.Clear();
        for (var taken = 0; _end.Association.TryTakePacket(_now, _buffer, out _); taken++)
            Assert.True(taken < 200);
        _now = _now.AddMilliseconds(random.Next(50));
        _end.Association.HandleTimeout(_now);
    }

    private void Renew()
    {
        if (isConnected)
            _peer = new CraftedPeer { Now = _now };
        _end = isConnected ? _peer.Server : new SctpEnd(SctpEnd.Options(3), isDtlsClient: false);
    }

    /// <summary>INIT has none; a wrong one ends the way through the code early.</summary>
    private static uint Tag(SeededRandom random) => random.Chance(0.7) ? 0 : (uint)random.NextUInt64();

    /// <summary>TSNs near the expected one get further into the code than random ones.</summary>
    private static void MakePlausible(byte[] packet, SeededRandom random)
    {
        if (packet[SctpPacket.HeaderLength] is (byte)ChunkType.Data or (byte)ChunkType.ForwardTsn)
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(SctpPacket.HeaderLength + 4), CraftedPeer.InitialTsn + (uint)random.Next(50));
    }

    private static byte[] Restore(byte[] damaged, byte[] packet)
    {
        if (damaged.Length < SctpPacket.HeaderLength)
            return damaged;
        packet.AsSpan(0, 8).CopyTo(damaged);
        PacketLog.Sign(damaged);
        return damaged;
    }
}

/// <summary>Messages to the data channels of a connected peer: openings, good and damaged, data on any stream with any protocol, resets.</summary>
internal sealed class DataChannelTarget() : FuzzTarget("data-channels")
{
    private static readonly uint[] Protocols = [50, 51, 53, 56, 57, 52, 54, 0];

    private CraftedPeer _peer = null!;
    private uint _tsn;
    private readonly ushort[] _ssns = new ushort[64];

    public override void Begin(SeededRandom random) => Renew();

    public override void Step(SeededRandom random)
    {
        if (_peer.Server.Association.State != SctpState.Connected)
            Renew();
        if (random.Chance(0.1))
            Reset(random);
        else
            Data(random);
        _peer.Server.TakeEvents();
        _peer.Server.Messages.Clear();
        _peer.Server.Opened.Clear();
        _peer.Server.Closed.Clear();
        _peer.Take();
        _peer.Now = _peer.Now.AddMilliseconds(random.Next(30));
        _peer.Server.Association.HandleTimeout(_peer.Now);
    }

    private void Renew()
    {
        _peer = new CraftedPeer();
        _tsn = CraftedPeer.InitialTsn;
        Array.Clear(_ssns);
    }

    private void Data(SeededRandom random)
    {
        var stream = (ushort)random.Next(_ssns.Length);
        var protocol = random.Chance(0.4) ? 50 : Protocols[random.Next(Protocols.Length)];
        var payload = protocol == 50
            ? DcepOpen.Write("label " + stream, new DataChannelOptions { IsOrdered = random.Chance(0.5), MaxRetransmits = random.Next(3) })
            : new byte[1 + random.Next(300)];
        if (random.Chance(0.4))
            payload = Mutations.Damage(payload, random);
        var ssn = _ssns[stream]++;
        _peer.Send((ref PacketWriter w) =>
            DataChunk.Write(ref w, new DataHeader(_tsn++, stream, ssn, protocol, DataFlags.Beginning | DataFlags.End), payload));
    }

    private void Reset(SeededRandom random)
    {
        ushort[] streams = random.Chance(0.2) ? [] : [(ushort)random.Next(_ssns.Length)];
        var parameters = new ParameterWriter(new byte[64]);
        OutgoingResetParameter.Write(ref parameters, CraftedPeer.InitialTsn + (uint)random.Next(5), (uint)random.Next(3), _tsn - 1, streams);
        var bytes = parameters.Written.ToArray();
        _peer.Send((ref PacketWriter w) => w.AddChunk(ChunkType.Reconfig, bytes));
        foreach (var stream in streams)
            _ssns[stream] = 0;
    }
}
