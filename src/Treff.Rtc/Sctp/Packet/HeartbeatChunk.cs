namespace Treff.Rtc.Sctp.Packet;

/// <summary>
/// HEARTBEAT and HEARTBEAT ACK (RFC 9260 3.3.5, 3.3.6): one Heartbeat Info parameter that the receiver returns unread.
/// </summary>
internal static class HeartbeatChunk
{
    public static bool TryParseInfo(scoped in RawChunk raw, out ReadOnlySpan<byte> info)
    {
        info = default;
        var reader = new ParameterReader(raw.Value);
        if (raw.Type is not (ChunkType.Heartbeat or ChunkType.HeartbeatAck) || !reader.MoveNext())
            return false;
        info = reader.Current.Value;
        return reader.Current.Type == ParameterType.HeartbeatInfo;
    }

    public static void Write(ref PacketWriter writer, ChunkType type, scoped ReadOnlySpan<byte> info)
    {
        var parameters = new ParameterWriter(writer.AddChunk(type, 0, Parameter.HeaderLength + info.Length));
        parameters.Add(ParameterType.HeartbeatInfo, info);
    }
}
