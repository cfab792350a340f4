namespace Treff.Sfu.Data;

/// <summary>What a data packet carries; the values are the field numbers of <c>DataPacket.value</c>.</summary>
internal enum DataPacketType
{
    None = 0,
    User = 2,
    Speaker = 3,
    SipDtmf = 6,
    Transcription = 7,
    Metrics = 8,
    ChatMessage = 9,
    RpcRequest = 10,
    RpcAck = 11,
    RpcResponse = 12,
    StreamHeader = 13,
    StreamChunk = 14,
    StreamTrailer = 15,
    EncryptedPacket = 18,
}
