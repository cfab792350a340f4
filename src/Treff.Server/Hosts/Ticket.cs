namespace Treff.Server.Hosts;

/// <summary>What became of somebody who asked to come in.</summary>
public enum TicketState
{
    /// <summary>In the waiting room.</summary>
    Waiting,

    /// <summary>May be in the meeting, and come back.</summary>
    Admitted,

    /// <summary>A host said no.</summary>
    Denied,

    /// <summary>Was sent out, or the meeting ended: has to ask again, and an older token does not count.</summary>
    Left,

    /// <summary>Was sent out and is kept out.</summary>
    Banned,

    /// <summary>Waited too long, or went by themselves.</summary>
    Expired,
}

/// <summary>
/// A person in one meeting, as the server remembers them across reloads and restarts. Made by each first join; whoever shows its secret again
/// is that person.
/// </summary>
public sealed class Ticket
{
    /// <summary>Somebody on whose ticket no page waits for so long has gone: a reload or a short loss of the network takes less.</summary>
    public static readonly TimeSpan PageGrace = TimeSpan.FromSeconds(60);

    public required string MeetingId { get; init; }

    /// <summary>In the access token and in the room; with the meeting, the key.</summary>
    public required string Identity { get; init; }

    /// <summary>SHA-256 of the secret.</summary>
    public required byte[] SecretHash { get; init; }

    public required string DisplayName { get; set; }

    public MeetingRole Role { get; set; }

    public TicketState State { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it got its state. Who waits stands in this order.</summary>
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>When a page last waited on it.</summary>
    public required DateTimeOffset SeenAt { get; set; }
}
