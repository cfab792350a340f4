using Google.Protobuf;
using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Data;

/// <summary>
/// Agents may speak for somebody else: chat messages and text streams keep the identity that the agent gave them and are marked as
/// generated. Rare enough to be unpacked in full.
/// </summary>
internal static class AgentPackets
{
    /// <summary>Whether an agent sends a packet in the name of another.</summary>
    public static bool IsOnBehalf(in DataPacketView packet, ReadOnlySpan<byte> agentIdentity) =>
        packet.Type is DataPacketType.ChatMessage or DataPacketType.StreamHeader
        && packet.ParticipantIdentity.Length > 0
        && !packet.ParticipantIdentity.SequenceEqual(agentIdentity);

    /// <summary>The packet as others get it; null when it cannot be unpacked or is nothing that may be said for others.</summary>
    public static byte[]? Rewrite(in DataPacketView packet, string agentSid, bool isLossy)
    {
        DataPacket unpacked;
        try
        {
            unpacked = DataPacket.Parser.ParseFrom(packet.Message);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        if (unpacked.ChatMessage is { } chat)
            chat.Generated = true;
        else if (unpacked.StreamHeader?.TextHeader is { } text)
            text.Generated = true;
        else
            return null;
        unpacked.ParticipantSid = agentSid;
        unpacked.Kind = isLossy ? DataPacket.Types.Kind.Lossy : DataPacket.Types.Kind.Reliable;
        return unpacked.ToByteArray();
    }
}
