using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Treff.Sfu.Udp;

/// <summary>Kernel buffers as large as the system lets them be: a batch for 50 subscribers leaves in one burst.</summary>
internal static class SocketBuffers
{
    private const int SolSocket = 1;
    private const int SoSndBufForce = 32;
    private const int SoRcvBufForce = 33;

    public static void Enlarge(Socket socket, int bytes)
    {
        if (OperatingSystem.IsLinux() && TryForce(socket, SoSndBufForce, bytes) && TryForce(socket, SoRcvBufForce, bytes))
            return;
        TrySet(() => socket.SendBufferSize = bytes);
        TrySet(() => socket.ReceiveBufferSize = bytes);
    }

    /// <summary>Goes past net.core.wmem_max and rmem_max; only for CAP_NET_ADMIN.</summary>
    private static bool TryForce(Socket socket, int option, int bytes)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in bytes)));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void TrySet(Action set)
    {
        try
        {
            set();
        }
        catch (SocketException)
        {
            // macOS refuses what is over its limit instead of granting less; the default serves small meetings.
        }
    }
}
