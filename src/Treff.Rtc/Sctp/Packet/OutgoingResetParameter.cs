using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>
/// Outgoing SSN Reset Request (RFC 6525 4.1), the only request of a RE-CONFIG chunk that data channels use.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |     Parameter Type = 13       | Parameter Length = 16 + 2 * N |
/// |           Re-configuration Request Sequence Number            |
/// |           Re-configuration Response Sequence Number           |
/// |                Sender's Last Assigned TSN                     |
/// |  Stream Number 1 (optional)   |    Stream Number 2 (optional) | …
/// </code>
/// </summary>
internal readonly ref struct OutgoingResetParameter
{
    private const int FixedLength = 12;

    private readonly ReadOnlySpan<byte> _value;

    private OutgoingResetParameter(ReadOnlySpan<byte> value) => _value = value;

    public static bool TryParse(scoped in Parameter raw, out OutgoingResetParameter parameter)
    {
        parameter = new OutgoingResetParameter(raw.Value);
        return raw.Type == ParameterType.OutgoingSsnReset && raw.Value.Length >= FixedLength && raw.Value.Length % 2 == 0;
    }

    public uint RequestSequence => BinaryPrimitives.ReadUInt32BigEndian(_value);

    public uint ResponseSequence => BinaryPrimitives.ReadUInt32BigEndian(_value[4..]);

    public uint LastAssignedTsn => BinaryPrimitives.ReadUInt32BigEndian(_value[8..]);

    /// <summary>None means all streams.</summary>
    public int StreamCount => (_value.Length - FixedLength) / 2;

    public ushort GetStream(int index) => BinaryPrimitives.ReadUInt16BigEndian(_value[(FixedLength + (2 * index))..]);

    /// <summary>Length of the parameter with its header.</summary>
    public static int LengthFor(int streamCount) => Parameter.HeaderLength + FixedLength + (2 * streamCount);

    public static void Write(
        ref ParameterWriter writer, uint requestSequence, uint responseSequence, uint lastAssignedTsn, scoped ReadOnlySpan<ushort> streams)
    {
        var value = writer.Add(ParameterType.OutgoingSsnReset, FixedLength + (2 * streams.Length));
        BinaryPrimitives.WriteUInt32BigEndian(value, requestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], responseSequence);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], lastAssignedTsn);
        for (var i = 0; i < streams.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(value[(FixedLength + (2 * i))..], streams[i]);
    }
}
