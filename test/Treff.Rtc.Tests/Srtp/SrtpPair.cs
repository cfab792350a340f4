using System.Buffers.Binary;
using Treff.Rtc.Srtp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Srtp;

/// <summary>A server's sender and its client's receiver with the same keys, and packets for them.</summary>
internal sealed class SrtpPair : IDisposable
{
    public const int HeaderLength = 20;
    public const uint Ssrc = 0x1234_5678;

    public SrtpPair(SrtpProfile profile, CipherImplementation implementation = CipherImplementation.Fastest, ulong seed = 1)
    {
        var keys = Keys(profile, seed);
        Sender = SrtpSender.Create(keys, isServer: true, implementation);
        Receiver = SrtpReceiver.Create(keys, isServer: false, implementation);
    }

    /// <summary>Every profile with every implementation, for theories.</summary>
    public static TheoryData<int, int> All()
    {
        var data = new TheoryData<int, int>();
        foreach (var profile in Enum.GetValues<SrtpProfile>())
        {
            foreach (var implementation in Enum.GetValues<CipherImplementation>())
                data.Add((int)profile, (int)implementation);
        }

        return data;
    }

    public SrtpSender Sender { get; }

    public SrtpReceiver Receiver { get; }

    public static SrtpKeyingMaterial Keys(SrtpProfile profile, ulong seed)
    {
        var random = new SeededRandom(seed);
        var saltLength = SrtpKeyingMaterial.SaltLength(profile);
        return new SrtpKeyingMaterial(profile, Bytes(random, 16), Bytes(random, saltLength), Bytes(random, 16), Bytes(random, saltLength));
    }

    /// <summary>A packet with a one-word header extension.</summary>
    public byte[] Protect(long index, int payloadLength = 50, uint ssrc = Ssrc)
    {
        var packet = new byte[HeaderLength + payloadLength + SrtpSender.MaxOverhead];
        packet[0] = 0x90;
        packet[1] = 96;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)index);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), 0xBEDE0001);
        var length = Sender.ProtectRtp(packet, HeaderLength, Payload(payloadLength), index);
        return packet[..length];
    }

    /// <summary>A receiver report without blocks and some bytes behind it.</summary>
    public byte[] ProtectRtcp(int length = 40, uint ssrc = Ssrc)
    {
        var packet = new byte[length + SrtpSender.MaxOverhead];
        packet[0] = 0x80;
        packet[1] = 201;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), ssrc);
        return packet[..Sender.ProtectRtcp(packet, length)];
    }

    public SrtpFailure Receive(byte[] packet)
    {
        Receiver.TryUnprotectRtp(packet, out _, out var failure);
        return failure;
    }

    public SrtpFailure ReceiveRtcp(byte[] packet)
    {
        Receiver.TryUnprotectRtcp(packet, out _, out var failure);
        return failure;
    }

    public static byte[] Payload(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }

    private static byte[] Bytes(SeededRandom random, int length)
    {
        var bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }
}
