using Treff.Rtc;
using Treff.Rtc.Turn;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>Where datagrams of the worker go that do not simply leave by a UDP socket: through TURN, over TCP, or both.</summary>
internal sealed class MediaPaths(IRoomHost host, TurnServer? turn, StreamConnections streams) : IVirtualPaths
{
    public bool TryResolve(Span<byte> slot, ref int length, ref NetworkPath path)
    {
        if (path.LocalSocket >= LocalSocketNumbers.FirstRelay && !TryWrap(slot, ref length, ref path))
            return false;
        if (LocalSocketNumbers.IsUdp(path.LocalSocket))
            return true;
        streams.Send(path, slot[..length]);
        return false;
    }

    private bool TryWrap(Span<byte> slot, ref int length, ref NetworkPath path)
    {
        if (turn is null || !turn.TryWrap(host.Now, path, slot, ref length, out var client))
            return false;
        path = client;
        return true;
    }
}
