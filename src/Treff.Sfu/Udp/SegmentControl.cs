using System.Runtime.InteropServices;

namespace Treff.Sfu.Udp;

/// <summary>The control message that tells the kernel where to cut: struct cmsghdr of SOL_UDP, UDP_SEGMENT, and the length of a segment.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SegmentControl
{
    public const int SolUdp = 17;
    public const int UdpSegment = 103;

    private nuint _length;
    private int _level;
    private int _type;
    private ushort _segmentBytes;

    public static SegmentControl Of(int segmentBytes) => new()
    {
        _length = (nuint)(nuint.Size + sizeof(int) + sizeof(int) + sizeof(ushort)),
        _level = SolUdp,
        _type = UdpSegment,
        _segmentBytes = (ushort)segmentBytes,
    };
}
