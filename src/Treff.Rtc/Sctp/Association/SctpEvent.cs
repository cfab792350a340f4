using Treff.Rtc.Sctp.Receive;

namespace Treff.Rtc.Sctp.Association;

internal enum SctpEventKind
{
    Connected,
    Message,

    /// <summary>The peer has begun a stream of its own anew.</summary>
    IncomingStreamReset,

    /// <summary>The peer has begun all its streams anew.</summary>
    AllIncomingStreamsReset,

    /// <summary>The peer has confirmed, or refused, the reset of one of our streams.</summary>
    OutgoingStreamReset,

    /// <summary>The peer has begun a new association in place of the old one; all messages under way are lost.</summary>
    Restarted,
    Closed,
}

/// <summary>Something the layer above has to know, in the order in which it happened.</summary>
internal readonly record struct SctpEvent(SctpEventKind Kind, ushort StreamId = 0, ReceivedMessage Message = default);
