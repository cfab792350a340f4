using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Treff.Sfu.Udp;

namespace Treff.Load;

/// <summary>
/// When datagrams came, as the kernel noted it (SO_TIMESTAMPNS): how long they then lay in the socket until this process had time to read them
/// is no delay of the server.
/// </summary>
internal sealed class ArrivalClock
{
    // asm-generic/socket.h; the control message has the number of the option.
    private const int SolSocket = 1;
    private const int SoTimestampNs = 35;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerClockTick = 100;

    private long _wallToTicks;

    public static void Enable(Socket socket)
    {
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(SolSocket, SoTimestampNs, BitConverter.GetBytes(1));
    }

    /// <summary>Compares the two clocks; once a turn, as the wall clock is corrected all the time.</summary>
    /// <returns>The stopwatch now.</returns>
    public long Synchronize()
    {
        var ticks = Stopwatch.GetTimestamp();
        _wallToTicks = ticks - ToTicks((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * NanosecondsPerClockTick);
        return ticks;
    }

    /// <summary>In ticks of the stopwatch; null where the kernel does not tell.</summary>
    public long? ArrivedAt(in ReceivedControl control)
    {
        if (!control.TryFind(SolSocket, SoTimestampNs, 2 * sizeof(long), out var time))
            return null;
        return _wallToTicks + ToTicks((MemoryMarshal.Read<long>(time) * NanosecondsPerSecond) + MemoryMarshal.Read<long>(time[sizeof(long)..]));
    }

    private static long ToTicks(long nanoseconds) => (long)((Int128)nanoseconds * Stopwatch.Frequency / NanosecondsPerSecond);
}
