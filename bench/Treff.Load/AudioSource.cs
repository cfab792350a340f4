using Treff.Rtc.Peer;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;

namespace Treff.Load;

/// <summary>Opus at 40 kbit/s: a packet every 20 ms.</summary>
internal sealed class AudioSource(PeerLink link, SendStream stream) : MediaSource(TimeSpan.FromMilliseconds(20))
{
    private const int PayloadBytes = 100;
    private const uint TicksPerPacket = 960;

    private readonly byte[] _payload = new byte[PayloadBytes];
    private ushort _sequenceNumber;
    private uint _timestamp;

    protected override void Send()
    {
        Stamp.Write(_payload);
        link.SendRtp(stream, new OutgoingRtp { SequenceNumber = _sequenceNumber++, Timestamp = _timestamp, Marker = false }, _payload);
        _timestamp += TicksPerPacket;
    }
}
