using Treff.Rtc.Peer;
using Treff.Sfu.Rooms;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Metrics;

/// <summary>Everything a worker throws away, with the names that metrics have for it.</summary>
internal static class DropReasons
{
    private static readonly (Drop Drop, string Name)[] OfPeers =
        [.. Enum.GetValues<Drop>().Select(drop => (drop, SnakeCase(drop.ToString())))];

    public static IReadOnlyList<(string Reason, long Count)> List(
        PeerTotals peers, UdpStatistics udp, MediaWorkerStatistics worker, ForwardingStatistics forwarding) =>
    [
        .. OfPeers.Select(each => (each.Name, peers.Dropped(each.Drop))),
        ("malformed_red", forwarding.MalformedRed),
        ("unreadable_descriptor", forwarding.UnreadableDescriptors),
        ("unknown_peer", worker.UnknownDatagrams),
        ("truncated", udp.DatagramsTruncated),
        ("receive_error", udp.ReceiveErrors),
        ("send_buffer_full", udp.SendsWithoutRoom),
        ("send_refused", udp.SendsRefused),
        ("handover_full", worker.HandoversDropped),
        ("test_loss", udp.TestLosses),
    ];

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
