using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>Paths that are no UDP socket of their own: TCP connections and relayed ones.</summary>
internal interface IVirtualPaths
{
    /// <summary>
    /// Takes a finished datagram for such a path. True: it stands in the slot, perhaps wrapped, and shall leave on the path as it is now.
    /// False: it has left another way, or was dropped.
    /// </summary>
    bool TryResolve(Span<byte> slot, ref int length, ref NetworkPath path);
}
