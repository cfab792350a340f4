namespace Treff.Rtc.Turn;

/// <summary>What a message from a client led to: a response to send on the client's path, a datagram for the media server, or nothing.</summary>
/// <param name="ResponseLength">Bytes of the response; 0 for none.</param>
/// <param name="DataOffset">Where the relayed datagram begins in the message.</param>
/// <param name="DataLength">Its length; 0 for none.</param>
/// <param name="DataPath">The synthetic path it comes on: the relayed transport address is the remote one.</param>
public readonly record struct TurnOutcome(int ResponseLength, int DataOffset, int DataLength, NetworkPath DataPath)
{
    internal static TurnOutcome Response(int length) => new(length, 0, 0, default);
}
