using System.Runtime.InteropServices;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>
/// The control message about the segments of a message (struct cmsghdr of SOL_UDP, then the length of a segment): UDP_SEGMENT tells the
/// kernel where to cut what is sent, UDP_GRO tells us where to cut what was received.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SegmentControl
{
    private nuint _length;
    private int _level;
    private int _type;
    private int _segmentBytes;

    /// <summary>Bytes of a segment in a control message of UDP_GRO; 0 for every other: the message is one datagram.</summary>
    public readonly int ReceivedSegmentBytes => _level == SolUdp && _type == UdpGro ? _segmentBytes : 0;

    /// <summary>For sending.</summary>
    public static SegmentControl Of(int segmentBytes) => new()
    {
        // The kernel wants exactly the 16 bits of UDP_SEGMENT, and an int of UDP_GRO.
        _length = (nuint)(nuint.Size + sizeof(int) + sizeof(int) + sizeof(ushort)),
        _level = SolUdp,
        _type = UdpSegment,
        _segmentBytes = BitConverter.IsLittleEndian ? segmentBytes : segmentBytes << 16,
    };
}
