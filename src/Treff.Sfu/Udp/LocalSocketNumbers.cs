namespace Treff.Sfu.Udp;

/// <summary>
/// What <see cref="Rtc.NetworkPath.LocalSocket"/> means in the media server: small numbers are UDP sockets, one for each local address and
/// the same with every worker; larger ones are TCP connections, the largest are paths through the TURN server inside this process. These two
/// belong to one worker, and their number says to which.
/// </summary>
internal static class LocalSocketNumbers
{
    public const int MaxWorkers = 16;

    /// <summary>TCP connections of one worker until the numbers begin again; and more than a relay has peer addresses.</summary>
    public const int PerWorker = 1 << WorkerShift;

    public const int FirstStream = 0x1000_0000;

    public const int FirstRelay = 0x4000_0000;

    private const int WorkerShift = 24;

    public static int FirstStreamOf(int worker) => FirstStream + (worker << WorkerShift);

    public static int FirstRelayOf(int worker) => FirstRelay + (worker << WorkerShift);

    public static bool IsUdp(int localSocket) => localSocket < FirstStream;

    public static bool IsRelay(int localSocket) => localSocket >= FirstRelay;

    /// <summary>Whose the path is; any worker may send on a UDP socket's.</summary>
    public static bool IsOf(int worker, int localSocket) => IsUdp(localSocket) || WorkerOf(localSocket) == worker;

    /// <summary>The worker that has the TCP connection or the relay.</summary>
    public static int WorkerOf(int localSocket) => ((localSocket - (IsRelay(localSocket) ? FirstRelay : FirstStream)) >> WorkerShift) & (MaxWorkers - 1);
}
