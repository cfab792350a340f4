using Treff.Rtc;
using Treff.Rtc.Turn;
using Treff.Sfu.Tcp;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>Where datagrams of the worker go that do not simply leave by a UDP socket: through TURN, over TCP, or both.</summary>
/// <param name="host">The worker.</param>
/// <param name="turn">Its relay; null when there is none.</param>
/// <param name="streams">Its TCP connections.</param>
/// <param name="others">The way to the TCP connections and relays of other workers; null when there are none.</param>
internal sealed class MediaPaths(IRoomHost host, TurnServer? turn, StreamConnections streams, WorkerHandover? others) : IVirtualPaths
{
    public bool TryResolve(Span<byte> slot, ref int length, ref NetworkPath path)
    {
        if (others is not null && !LocalSocketNumbers.IsOf(others.Worker, path.LocalSocket))
        {
            others.Add(LocalSocketNumbers.WorkerOf(path.LocalSocket), slot[..length], path, HandoverKind.ToSend);
            return false;
        }

        if (LocalSocketNumbers.IsRelay(path.LocalSocket) && !TryWrap(slot, ref length, ref path))
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
