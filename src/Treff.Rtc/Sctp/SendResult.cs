namespace Treff.Rtc.Sctp;

/// <summary>What became of a message that was to be sent.</summary>
public enum SendResult
{
    Queued,

    /// <summary>Refused: <see cref="SctpOptions.MaxSendBufferBytes"/> are waiting already.</summary>
    BufferFull,

    /// <summary>Refused: longer than <see cref="SctpOptions.MaxMessageSize"/>.</summary>
    TooLarge,

    /// <summary>Refused: the channel or the association is closing or closed.</summary>
    NotOpen,
}
