namespace Treff.Server.Storage;

/// <summary>
/// What nodes on one database have between them: short news, and one of them that does the periodic work. News may be lost, and of the same told several times
/// one may arrive; the truth is in the database, and whoever goes by news reads it there.
/// </summary>
public interface INodeLink
{
    /// <summary>This node does what only one should. May be true for two nodes for some seconds: the work must stand that.</summary>
    bool IsLeader { get; }

    /// <summary>Tells the other nodes; any thread, returns at once.</summary>
    /// <param name="topic">A word.</param>
    /// <param name="text">Up to some hundred characters.</param>
    void Tell(string topic, string text);

    /// <summary>Hears what other nodes tell.</summary>
    /// <param name="topic">The word.</param>
    /// <param name="heard">Called with the text; must return at once.</param>
    /// <param name="missed">Called when news may have been lost.</param>
    void Listen(string topic, Action<string> heard, Action missed);
}

/// <summary>With SQLite there is nobody else.</summary>
internal sealed class SingleNode : INodeLink
{
    public bool IsLeader => true;

    public void Tell(string topic, string text)
    {
        // Nobody to tell.
    }

    public void Listen(string topic, Action<string> heard, Action missed)
    {
        // Nobody to hear.
    }
}
