namespace Treff.Server.Operations;

/// <summary>The chat of a meeting; described in docs/configuration.md.</summary>
public sealed class ChatOptions
{
    /// <summary>Whether the server keeps what everybody could read, for those who come later.</summary>
    public bool History { get; init; } = true;

    /// <summary>The newest so many messages of a meeting are kept.</summary>
    public int HistoryMessages { get; init; } = 500;

    /// <summary>Texts and names of a meeting's kept messages together, in bytes of UTF-8.</summary>
    public int HistoryBytes { get; init; } = 256 * 1024;

    /// <summary>One message, in Unicode characters (scalar values).</summary>
    public int MaxMessageLength { get; init; } = 2000;

    /// <summary>One file that browsers send to each other, in bytes; 0 = no files. It travels over the media server and is kept nowhere.</summary>
    public int MaxFileBytes { get; init; } = 10 * 1024 * 1024;
}
