using Treff.Rtc;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Rooms;

/// <summary>What takes datagrams that other workers handed over.</summary>
internal interface IHandoverHandler
{
    /// <summary>A datagram in a slot: it may be decrypted in place, and <see cref="PacketSlots.Slack"/> bytes behind it may be used.</summary>
    void HandleHandedOver(Span<byte> datagram, in NetworkPath path, HandoverKind kind);
}
