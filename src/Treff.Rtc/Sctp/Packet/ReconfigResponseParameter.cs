using System.Buffers.Binary;

namespace Treff.Rtc.Sctp.Packet;

/// <summary>Results of RFC 6525 4.4.</summary>
internal enum ReconfigResult : uint
{
    NothingToDo = 0,
    Performed = 1,
    Denied = 2,
    WrongSsn = 3,
    RequestAlreadyInProgress = 4,
    BadSequenceNumber = 5,
    InProgress = 6,
}

/// <summary>Re-configuration Response (RFC 6525 4.4): sequence number of the request, result; optional TSNs are ignored.</summary>
internal readonly record struct ReconfigResponseParameter(uint ResponseSequence, ReconfigResult Result)
{
    /// <summary>Length of the parameter with its header.</summary>
    public const int Length = Parameter.HeaderLength + 8;

    public static bool TryParse(scoped in Parameter raw, out ReconfigResponseParameter parameter)
    {
        parameter = default;
        if (raw.Type != ParameterType.ReconfigResponse || raw.Value.Length < 8)
            return false;
        parameter = new ReconfigResponseParameter(
            BinaryPrimitives.ReadUInt32BigEndian(raw.Value), (ReconfigResult)BinaryPrimitives.ReadUInt32BigEndian(raw.Value[4..]));
        return true;
    }

    public void Write(ref ParameterWriter writer)
    {
        var value = writer.Add(ParameterType.ReconfigResponse, 8);
        BinaryPrimitives.WriteUInt32BigEndian(value, ResponseSequence);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)Result);
    }
}
