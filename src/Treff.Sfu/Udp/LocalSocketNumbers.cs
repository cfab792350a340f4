namespace Treff.Sfu.Udp;

/// <summary>
/// What <see cref="Rtc.NetworkPath.LocalSocket"/> means on a media worker: small numbers are UDP sockets, larger ones are TCP connections,
/// the largest are paths through the TURN server inside this process.
/// </summary>
internal static class LocalSocketNumbers
{
    public const int FirstStream = 0x1000_0000;

    public const int StreamCount = 0x1000_0000;

    public const int FirstRelay = 0x4000_0000;

    public static bool IsUdp(int localSocket) => localSocket < FirstStream;

    public static bool IsStream(int localSocket) => localSocket is >= FirstStream and < FirstStream + StreamCount;
}
