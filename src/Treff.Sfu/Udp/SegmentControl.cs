using System.Runtime.InteropServices;
using static Treff.Sfu.Udp.LinuxInterop;

namespace Treff.Sfu.Udp;

/// <summary>
/// The control message that tells the kernel where to cut what is sent: struct cmsghdr of SOL_UDP and UDP_SEGMENT, then the length of a segment.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SegmentControl
{
    private nuint _length;
    private int _level;
    private int _type;
    private int _segmentBytes;

    public static SegmentControl Of(int segmentBytes) => new()
    {
        // The kernel wants exactly the 16 bits of UDP_SEGMENT.
        _length = (nuint)(nuint.Size + sizeof(int) + sizeof(int) + sizeof(ushort)),
        _level = SolUdp,
        _type = UdpSegment,
        _segmentBytes = BitConverter.IsLittleEndian ? segmentBytes : segmentBytes << 16,
    };
}
