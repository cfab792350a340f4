namespace Treff.Sfu.Data;

/// <summary>What data channels may take of the server. Each says where its number comes from.</summary>
public sealed record DataLimits
{
    /// <summary>Longest packet, in bytes, as it comes and as it goes out: what every WebRTC stack accepts. LiveKit's SDKs stay below 64,000.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>Participants one packet may name; more than that is a packet to everybody.</summary>
    public int MaxDestinations { get; init; } = 512;

    /// <summary>Packets a participant may send per second in the long run: ten times a cursor that moves with every frame.</summary>
    public int MessagesPerSecond { get; init; } = 600;

    /// <summary>Packets at once, after a pause: a file of nine megabytes.</summary>
    public int MessageBurst { get; init; } = 600;

    /// <summary>Bytes a participant may send per second in the long run: a file of 20 MB in ten seconds.</summary>
    public int BytesPerSecond { get; init; } = 2 * 1024 * 1024;

    /// <summary>Bytes at once, after a pause.</summary>
    public int ByteBurst { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Bytes on a receiver's lossy channel above which further ones are dropped: half a second of a slow line (1 Mbit/s). What comes
    /// later than that is of no use.
    /// </summary>
    public int LossyBufferedBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes on a receiver's reliable channel above which the rest waits here: half of what the association takes.</summary>
    public int ReliableBufferedBytes { get; init; } = 512 * 1024;

    /// <summary>Bytes that may wait for a receiver that reads slower than others send. The bytes themselves are shared by all receivers.</summary>
    public int WaitingBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Bytes per second that a sender may still send while more than half of <see cref="WaitingBytes"/> waits for one of its receivers.
    /// Who reads faster than this loses nothing, and who reads more slowly holds others up no further.
    /// </summary>
    public int HeldUpBytesPerSecond { get; init; } = 64 * 1024;

    /// <summary>
    /// A receiver that takes nothing for this long gets nothing until it reads again. Longer than ICE waits for a client that is cut off
    /// (15 s): that one is either back by then or gone.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes kept for a receiver whose channel is not open yet (LiveKit's number).</summary>
    public int JoiningBytes { get; init; } = 100_000;

    /// <summary>How long they are kept (LiveKit's number).</summary>
    public TimeSpan JoiningTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes kept of what a sender sent last, for receivers that come back.</summary>
    public int RecentBytes { get; init; } = 256 * 1024;

    /// <summary>How long they are kept: the time within which a client is back or given up by ICE.</summary>
    public TimeSpan RecentTime { get; init; } = TimeSpan.FromSeconds(20);
}
