namespace Treff.Sfu.Data;

/// <summary>Why a packet of a client was not passed on to anybody.</summary>
public enum DataRefusal
{
    /// <summary>A text frame; LiveKit's channels carry binary ones only.</summary>
    Text,

    /// <summary>A channel that is none of LiveKit's.</summary>
    UnknownChannel,

    /// <summary>Longer than <see cref="DataLimits.MaxMessageBytes"/>, before or after the sender was filled in.</summary>
    TooLarge,

    /// <summary>A lossy packet of a participant that sends more than its share. Reliable ones are slowed down instead.</summary>
    RateExceeded,

    /// <summary>Not a <c>DataPacket</c>, and on the channel of data tracks not one of their packets.</summary>
    Malformed,

    /// <summary>The participant may not publish data.</summary>
    NotAllowed,

    /// <summary>A kind of packet that clients may not send, or not this client.</summary>
    TypeNotAllowed,

    /// <summary>A reliable packet that was here before: sent again after a resume.</summary>
    Duplicate,

    /// <summary>More than <see cref="DataLimits.MaxDestinations"/>.</summary>
    TooManyDestinations,

    /// <summary>A packet of a data track that the sender does not publish, or no longer.</summary>
    UnknownTrack,
}

/// <summary>Why a packet did not reach one of its receivers.</summary>
public enum DataDrop
{
    /// <summary>A lossy packet for a receiver that reads too slowly, or whose channel is not open.</summary>
    Lossy,

    /// <summary>A reliable packet for a receiver for which too much waits already.</summary>
    WaitingFull,

    /// <summary>A reliable packet for a receiver that has taken nothing for <see cref="DataLimits.StallTimeout"/>.</summary>
    Stalled,

    /// <summary>A reliable packet whose receiver's channel did not open in time.</summary>
    NotOpened,

    /// <summary>The receiver's association refused it for another reason.</summary>
    Refused,
}
