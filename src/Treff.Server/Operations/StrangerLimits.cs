namespace Treff.Server.Operations;

/// <summary>What somebody unknown may take of the server. Each is counted when it refuses something (<see cref="RefusalLog"/>).</summary>
public sealed record StrangerLimits
{
    /// <summary>Open connections of one IP address (IPv6: of one /64). An office behind one address, with a signalling connection and a few for pages each.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 500;

    /// <summary>How long a new connection may take to ask for something.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>One signalling message, after decompression; LiveKit's value.</summary>
    public int MaxMessageBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Signalling messages of one client, in the long run; five seconds' worth may come at once. A client in a big meeting sends some tens while it joins.</summary>
    public int MaxMessagesPerSecond { get; init; } = 100;

    /// <summary>Tracks one participant publishes at the same time.</summary>
    public int MaxTracksPerParticipant { get; init; } = 20;

    /// <summary>One data packet; what every WebRTC stack accepts. LiveKit's SDKs stay below 64,000.</summary>
    public int MaxDataMessageBytes { get; init; } = 64 * 1024;

    /// <summary>Data packets of one participant, in the long run; one second's worth may come at once. Ten times a cursor that moves with every frame.</summary>
    public int MaxDataMessagesPerSecond { get; init; } = 600;

    /// <summary>Bytes of data packets of one participant, in the long run; two seconds' worth may come at once. A file of 20 MB in ten seconds.</summary>
    public int MaxDataBytesPerSecond { get; init; } = 2 * 1024 * 1024;

    /// <summary>Rooms at the same time.</summary>
    public int MaxRooms { get; init; } = 1000;

    /// <summary>People in all rooms together.</summary>
    public int MaxTotalParticipants { get; init; } = 2000;

    /// <summary>DTLS handshakes that wait for the processor: some 150 ms of work; what waits longer is repeated by its client anyway.</summary>
    public int MaxPendingHandshakes { get; init; } = 256;

    /// <summary>What hosts did in one meeting, as its log keeps it; the oldest go first. A long day of a busy meeting.</summary>
    public int MaxLogEntriesPerMeeting { get; init; } = 1000;

    /// <summary>Wrong passwords of one address for one meeting within a minute.</summary>
    public int MaxPasswordTriesPerMinute { get; init; } = 5;

    /// <summary>People in the waiting room of one meeting. More than anybody would let in one by one.</summary>
    public int MaxWaitingPerMeeting { get; init; } = 100;

    /// <summary>Meetings that are stored and not over.</summary>
    public int MaxMeetings { get; init; } = 100_000;

    /// <summary>People that one meeting remembers (tickets); the oldest guests are forgotten first.</summary>
    public int MaxTicketsPerMeeting { get; init; } = 10_000;

    /// <summary>Requests of one address to the API. A school of a thousand with the page open makes some ten a second.</summary>
    public int MaxApiRequestsPerMinute { get; init; } = 6000;

    /// <summary>Meetings that one address creates. A class of thirty, each pupil two.</summary>
    public int MaxCreatesPerMinute { get; init; } = 60;

    /// <summary>Joins of one address. Ten classes at the beginning of a lesson.</summary>
    public int MaxJoinsPerMinute { get; init; } = 300;

    /// <summary>Joins of one meeting by everybody together.</summary>
    public int MaxJoinsPerMeetingPerMinute { get; init; } = 1200;

    /// <summary>Times that pages of one address begin to wait to be let in. A class whose network flickers comes back every two seconds.</summary>
    public int MaxWaitsPerMinute { get; init; } = 1200;
}
