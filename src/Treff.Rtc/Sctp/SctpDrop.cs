namespace Treff.Rtc.Sctp;

/// <summary>Why something that arrived was not used. Counted in <see cref="SctpStatistics"/>.</summary>
public enum SctpDrop
{
    /// <summary>Shorter than a header and one chunk.</summary>
    BadLength,
    BadChecksum,
    WrongPort,
    WrongVerificationTag,

    /// <summary>A chunk or parameter whose lengths do not fit together.</summary>
    MalformedChunk,
    UnknownChunk,

    /// <summary>A known chunk that has no meaning in the present state.</summary>
    UnexpectedChunk,

    /// <summary>A state cookie that is not ours, has been changed or is too old.</summary>
    BadCookie,
    DuplicateData,

    /// <summary>Data too far ahead of what has been acknowledged, or with more holes than are kept track of.</summary>
    OutOfWindow,
    ReceiveBufferFull,
    StaleStreamSequence,

    /// <summary>A SACK for data that was never sent, or one older than what is known.</summary>
    InvalidSack,

    /// <summary>Answers that were not kept because too many were waiting to be sent.</summary>
    TooManyAnswers,

    /// <summary>A message on a stream without a data channel, a channel over the limit, or one that cannot be read.</summary>
    UnusableMessage,
}
