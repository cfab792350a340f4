using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>Causes inside ABORT and ERROR chunks (RFC 9260 3.3.10).</summary>
internal enum ErrorCauseCode : ushort
{
    None = 0,
    InvalidStreamIdentifier = 1,
    MissingMandatoryParameter = 2,
    StaleCookie = 3,
    OutOfResource = 4,
    UnresolvableAddress = 5,
    UnrecognizedChunkType = 6,
    InvalidMandatoryParameter = 7,
    UnrecognizedParameters = 8,
    NoUserData = 9,
    CookieReceivedWhileShuttingDown = 10,
    RestartWithNewAddresses = 11,
    UserInitiatedAbort = 12,
    ProtocolViolation = 13,
}

/// <summary>The first cause of an ABORT or ERROR chunk; the rest is of no use to us.</summary>
internal static class ErrorCause
{
    public static ErrorCauseCode First(ReadOnlySpan<byte> causes)
    {
        var reader = new ParameterReader(causes);
        return reader.MoveNext() ? (ErrorCauseCode)(ushort)reader.Current.Type : ErrorCauseCode.None;
    }

    /// <summary>Invalid Stream Identifier: the stream, two bytes reserved.</summary>
    public static void WriteInvalidStream(ref ParameterWriter writer, ushort streamId)
    {
        var value = writer.Add(ErrorCauseCode.InvalidStreamIdentifier, 4);
        BinaryPrimitives.WriteUInt16BigEndian(value, streamId);
        value[2..].Clear();
    }

    /// <summary>Stale Cookie: by how many microseconds the cookie had expired.</summary>
    public static void WriteStaleCookie(ref ParameterWriter writer, long microseconds) =>
        BinaryPrimitives.WriteUInt32BigEndian(writer.Add(ErrorCauseCode.StaleCookie, 4), (uint)Math.Clamp(microseconds, 0, uint.MaxValue));

    /// <summary>No User Data: the TSN of a DATA chunk without payload.</summary>
    public static void WriteNoUserData(ref ParameterWriter writer, uint tsn) =>
        BinaryPrimitives.WriteUInt32BigEndian(writer.Add(ErrorCauseCode.NoUserData, 4), tsn);

    public static void Write(ref ParameterWriter writer, ErrorCauseCode code, scoped ReadOnlySpan<byte> value = default) =>
        value.CopyTo(writer.Add(code, value.Length));
}
