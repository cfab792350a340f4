namespace Treff.Sfu.Rooms;

/// <summary>What strangers are refused, by the limit that they met.</summary>
public enum Refusal
{
    /// <summary>One address has too many connections.</summary>
    Connections,

    /// <summary>A connection that asked for nothing in time.</summary>
    SilentConnections,

    /// <summary>A signalling message that is too long.</summary>
    MessageSize,

    /// <summary>Signalling messages that came too fast; they were taken later.</summary>
    MessageRate,

    /// <summary>One participant has too many tracks.</summary>
    Tracks,

    Rooms,

    Participants,

    /// <summary>Datagrams of handshakes while too many were pending.</summary>
    Handshakes,

    /// <summary>Data packets that are too long or name too many destinations.</summary>
    DataSize,

    /// <summary>Lossy data packets beyond the sender's share, and times a sender of reliable ones was held up.</summary>
    DataRate,

    /// <summary>Wrong passwords of meetings beyond what an address may try.</summary>
    PasswordTries,

    /// <summary>People who found the waiting room full.</summary>
    WaitingGuests,

    /// <summary>Requests to the API beyond what an address or a meeting may make.</summary>
    Requests,

    /// <summary>Meetings beyond those that the server stores.</summary>
    Meetings,
}

/// <summary>Counts refusals, all of the server's in one place. Thread-safe.</summary>
public sealed class Refusals
{
    private readonly long[] _counts = new long[Enum.GetValues<Refusal>().Length];

    public long this[Refusal refusal] => Interlocked.Read(ref _counts[(int)refusal]);

    public void Count(Refusal refusal, long count = 1) => Interlocked.Add(ref _counts[(int)refusal], count);
}
