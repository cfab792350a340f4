using System.Buffers.Binary;
using System.Text;

namespace Treff.Rtc.Sctp.DataChannels;

/// <summary>Payload protocol identifiers of WebRTC (RFC 8831 8). 52 and 54 are given up and not listed.</summary>
internal static class PayloadProtocol
{
    public const uint Dcep = 50;
    public const uint Text = 51;
    public const uint Binary = 53;

    /// <summary>An empty text; the one byte that goes along means nothing, as SCTP has no empty messages.</summary>
    public const uint EmptyText = 56;
    public const uint EmptyBinary = 57;
}

/// <summary>
/// DATA_CHANNEL_OPEN (RFC 8832 5.1).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |  Message Type |  Channel Type |            Priority           |
/// |                    Reliability Parameter                      |
/// |         Label Length          |       Protocol Length         |
/// |                             Label …                           |
/// |                            Protocol …                         |
/// </code>
/// </summary>
internal readonly ref struct DcepOpen
{
    public const byte MessageType = 3;

    private const int FixedLength = 12;
    private const byte UnorderedBit = 0x80;
    private const byte Reliable = 0;
    private const byte LimitedRetransmissions = 1;
    private const byte LimitedLifetime = 2;

    private readonly ReadOnlySpan<byte> _data;

    private DcepOpen(ReadOnlySpan<byte> data) => _data = data;

    public static bool TryParse(ReadOnlySpan<byte> data, out DcepOpen open)
    {
        open = default;
        if (data.Length < FixedLength || data[0] != MessageType || (data[1] & 0x7F) > LimitedLifetime)
            return false;
        open = new DcepOpen(data);
        return data.Length >= FixedLength + open.LabelLength + open.ProtocolLength;
    }

    public bool IsOrdered => (_data[1] & UnorderedBit) == 0;

    public int? MaxRetransmits => (_data[1] & 0x7F) == LimitedRetransmissions ? (int)Math.Min(Parameter, int.MaxValue) : null;

    public TimeSpan? MaxLifetime => (_data[1] & 0x7F) == LimitedLifetime ? TimeSpan.FromMilliseconds(Parameter) : null;

    public ushort Priority => BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    public ReadOnlySpan<byte> Label => _data.Slice(FixedLength, LabelLength);

    public ReadOnlySpan<byte> Protocol => _data.Slice(FixedLength + LabelLength, ProtocolLength);

    private uint Parameter => BinaryPrimitives.ReadUInt32BigEndian(_data[4..]);

    private int LabelLength => BinaryPrimitives.ReadUInt16BigEndian(_data[8..]);

    private int ProtocolLength => BinaryPrimitives.ReadUInt16BigEndian(_data[10..]);

    public static byte[] Write(string label, DataChannelOptions options)
    {
        var labelLength = Encoding.UTF8.GetByteCount(label);
        var protocolLength = Encoding.UTF8.GetByteCount(options.Protocol);
        var data = new byte[FixedLength + labelLength + protocolLength];
        var (type, parameter) = Describe(options);
        data[0] = MessageType;
        data[1] = (byte)(type | (options.IsOrdered ? 0 : UnorderedBit));
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), options.Priority);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), parameter);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(8), (ushort)labelLength);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(10), (ushort)protocolLength);
        Encoding.UTF8.GetBytes(label, data.AsSpan(FixedLength));
        Encoding.UTF8.GetBytes(options.Protocol, data.AsSpan(FixedLength + labelLength));
        return data;
    }

    private static (byte Type, uint Parameter) Describe(DataChannelOptions options)
    {
        if (options.MaxRetransmits is { } retransmits)
            return (LimitedRetransmissions, (uint)retransmits);
        if (options.MaxLifetime is { } lifetime)
            return (LimitedLifetime, (uint)lifetime.TotalMilliseconds);
        return (Reliable, 0);
    }
}

/// <summary>DATA_CHANNEL_ACK (RFC 8832 5.2): one byte.</summary>
internal static class DcepAck
{
    public const byte MessageType = 2;

    public static ReadOnlySpan<byte> Message => [MessageType];
}
