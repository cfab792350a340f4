using System.Globalization;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Chat;

/// <summary>A message to keep for those who come later.</summary>
public sealed record KeepMessageRequest
{
    /// <summary>1 to 64 letters, digits, hyphens or underscores; the same as in the live message. Sending it again changes nothing.</summary>
    public string? Id { get; init; }

    /// <summary>Plain text with line breaks.</summary>
    public string? Text { get; init; }
}

/// <summary>A kept message.</summary>
/// <param name="Id">As the sender's client chose it.</param>
/// <param name="SenderIdentity">The participant.</param>
/// <param name="SenderName">The name at that time.</param>
/// <param name="Text">Plain text with line breaks; never markup.</param>
/// <param name="SentAt">UTC, with milliseconds.</param>
public sealed record KeptMessage(string Id, string SenderIdentity, string SenderName, string Text, string SentAt)
{
    internal static KeptMessage From(ChatMessage message) =>
        new(message.Id, message.SenderIdentity, message.SenderName, message.Text, ChatTime.Format(message.SentAt));
}

/// <summary>The kept messages of a meeting, the oldest first.</summary>
/// <param name="Messages">As many as <c>CHAT_HISTORY_MESSAGES</c> and <c>CHAT_HISTORY_BYTES</c> allow.</param>
/// <param name="Now">The server's clock, by which <c>sent_at</c> is meant.</param>
public sealed record ChatMessages(IReadOnlyList<KeptMessage> Messages, string Now);

/// <summary>What the chat of a meeting allows.</summary>
/// <param name="History">Whether messages to everybody are kept for those who come later.</param>
/// <param name="MaxMessageLength">In Unicode characters.</param>
/// <param name="MaxFileBytes">One file; 0 means no files.</param>
public sealed record ChatRules(bool History, int MaxMessageLength, int MaxFileBytes)
{
    internal static ChatRules From(ChatOptions options, Meeting meeting) => new(options.History && meeting.ChatHistory, options.MaxMessageLength, options.MaxFileBytes);
}

/// <summary>Finer than the times of meetings: messages of one second keep their order.</summary>
internal static class ChatTime
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
