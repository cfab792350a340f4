namespace Treff.Server.Chat;

/// <summary>A message to everybody in a meeting, as it is stored. Private messages never reach the server's memory.</summary>
public sealed class ChatMessage
{
    /// <summary>The order in which messages arrived.</summary>
    public long Sequence { get; init; }

    public required string MeetingId { get; init; }

    /// <summary>Chosen by the sender's client, which sends the same id with the live message: that is how both are known to be one.</summary>
    public required string Id { get; init; }

    /// <summary>The sender's identity, from the access token.</summary>
    public required string SenderIdentity { get; init; }

    /// <summary>The sender's name in the room at that time.</summary>
    public required string SenderName { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>What it counts towards <see cref="Operations.ChatOptions.HistoryBytes"/>.</summary>
    public required int Bytes { get; init; }
}
