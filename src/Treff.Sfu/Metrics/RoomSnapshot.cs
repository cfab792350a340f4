using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Metrics;

/// <summary>A room as it was at one moment, for those who look after the server. Counters never go back.</summary>
/// <param name="Sid">Of this run of the room.</param>
/// <param name="Name">The same in the next run.</param>
/// <param name="Worker">The media worker that has it.</param>
/// <param name="CreatedAt">When this run began.</param>
/// <param name="Participants">Everybody in it, also those who are not seen.</param>
public sealed record RoomSnapshot(string Sid, string Name, int Worker, DateTimeOffset CreatedAt, IReadOnlyList<ParticipantSnapshot> Participants);

/// <summary>Somebody in a room, and how well media flow.</summary>
public sealed record ParticipantSnapshot
{
    public required string Sid { get; init; }

    public required string Identity { get; init; }

    public required string Name { get; init; }

    /// <summary>As others see them.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Somebody whom others see and who takes a seat: no recorder, no agent.</summary>
    public required bool IsPerson { get; init; }

    /// <summary>Media could flow at some time.</summary>
    public required bool WasConnected { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>What is published; muted or not.</summary>
    public required IReadOnlyList<TrackSnapshot> Tracks { get; init; }

    /// <summary>Bytes in datagrams, from and to the participant.</summary>
    public required PairSample Bytes { get; init; }

    /// <summary>The share of packets lost on the worst stream in each direction, 0 to 1, by the newest reports.</summary>
    public required LossSample Loss { get; init; }

    /// <summary>The connection as clients are told it.</summary>
    public required QualitySample Quality { get; init; }

    /// <summary>Times the client took up a broken connection again.</summary>
    public required int Resumes { get; init; }

    /// <summary>What the path to the participant carries, in bit/s; null before it was measured.</summary>
    public required long? EstimatedBitsPerSecond { get; init; }
}

/// <summary>A published track.</summary>
public readonly record struct TrackSnapshot(string Sid, TrackSource Source, bool IsMuted);

/// <param name="Received">From the participant.</param>
/// <param name="Sent">To the participant.</param>
public readonly record struct LossSample(double Received, double Sent);

/// <summary>How long the connection was how good.</summary>
public readonly record struct QualitySample(TimeSpan Excellent, TimeSpan Good, TimeSpan Poor)
{
    /// <summary>So long it was watched.</summary>
    public TimeSpan Measured => Excellent + Good + Poor;
}
