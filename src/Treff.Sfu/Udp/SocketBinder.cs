using System.Net;
using System.Net.Sockets;

namespace Treff.Sfu.Udp;

/// <summary>Opens one UDP socket for each local address, all on the same port.</summary>
internal static class SocketBinder
{
    private const int PortAttempts = 20;

    /// <summary>Opens all sockets or none.</summary>
    /// <exception cref="SocketException">The port is taken, or a configured address is not one of this host's.</exception>
    public static IReadOnlyList<Socket> Bind(MediaOptions options)
    {
        var configured = options.Addresses.Count > 0;
        foreach (var address in options.Addresses)
        {
            if (!LocalAddresses.IsUsable(address) && !address.IsIPv6LinkLocal)
                throw new ArgumentException($"Media cannot be bound to {address}: give addresses of this host, one by one.", nameof(options));
        }

        var addresses = configured ? options.Addresses : LocalAddresses.Discover();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return BindAll(addresses, options, skipVanished: !configured);
            }
            catch (SocketException e) when (CanTryAnotherPort(e, options, attempt))
            {
                // The free port of the first address was taken on another one.
            }
        }
    }

    /// <summary>Opens further sockets on exactly the addresses and the port of others that allow it.</summary>
    /// <exception cref="SocketException">One of the addresses is gone.</exception>
    public static IReadOnlyList<Socket> BindAlso(IReadOnlyList<IPEndPoint> bound, int bufferBytes)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (var local in bound)
                sockets.Add(TryBind(local, bufferBytes, skipVanished: false, shared: true)!);
            return sockets;
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    private static bool CanTryAnotherPort(SocketException e, MediaOptions options, int attempt) =>
        e.SocketErrorCode == SocketError.AddressAlreadyInUse && options.UdpPort == 0 && attempt < PortAttempts;

    private static List<Socket> BindAll(IReadOnlyList<IPAddress> addresses, MediaOptions options, bool skipVanished)
    {
        var sockets = new List<Socket>();
        var port = options.UdpPort;
        try
        {
            foreach (var address in addresses)
            {
                if (TryBind(new IPEndPoint(address, port), options.SocketBufferBytes, skipVanished) is not { } socket)
                    continue;
                sockets.Add(socket);
                port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            }

            return sockets.Count > 0 ? sockets : throw new SocketException((int)SocketError.AddressNotAvailable);
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    private static Socket? TryBind(IPEndPoint local, int bufferBytes, bool skipVanished, bool shared = false)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            if (local.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            SocketBuffers.Enlarge(socket, bufferBytes);
            if (shared)
                SharedPort.TryAllow(socket);
            socket.Bind(local);
            return socket;
        }
        catch (SocketException e) when (skipVanished && e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // A discovered address that went away, or an IPv6 one that is still being checked for duplicates.
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
