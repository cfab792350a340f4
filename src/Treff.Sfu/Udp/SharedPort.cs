using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Treff.Sfu.Udp;

/// <summary>
/// Several sockets on one address and port (SO_REUSEPORT): the kernel gives all datagrams of one remote address to the same one of them.
/// macOS knows the option but gives everything to the last socket, and Windows has nothing like it.
/// </summary>
internal static class SharedPort
{
    private const int SolSocket = 1;
    private const int SoReusePort = 15;

    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>
    /// Lets others of our user bind the same port from now on; false where the system does not. Said to the first socket only after it has
    /// bound: so a port that another server uses is refused as ever, instead of being shared with it.
    /// </summary>
    public static bool TryAllow(Socket socket)
    {
        if (!IsSupported)
            return false;
        try
        {
            var on = 1;
            socket.SetRawSocketOption(SolSocket, SoReusePort, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on)));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
