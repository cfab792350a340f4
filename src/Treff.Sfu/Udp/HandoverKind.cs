namespace Treff.Sfu.Udp;

/// <summary>What the worker that is handed a datagram does with it.</summary>
internal enum HandoverKind : byte
{
    /// <summary>It came in, and the peer it is for lives there.</summary>
    Received,

    /// <summary>It goes out on a TCP connection or a relayed path that only that worker has.</summary>
    ToSend,
}
