namespace Treff.Server.Admin;

/// <summary>What signs the operator in.</summary>
public sealed record SignInRequest
{
    /// <summary>ADMIN_TOKEN.</summary>
    public string? Token { get; init; }
}

/// <summary>The operator is signed in.</summary>
/// <param name="ExpiresAt">UTC.</param>
public sealed record SignedIn(string ExpiresAt);

/// <summary>The server at one moment.</summary>
/// <param name="At">By the server's clock, UTC.</param>
/// <param name="Version">Of Treff.</param>
/// <param name="Uptime">Whole seconds.</param>
/// <param name="Embedded">The media server is in this process: rates and workers are known.</param>
/// <param name="MeetingCount">Meetings with people in them.</param>
/// <param name="ParticipantCount">Of all meetings.</param>
/// <param name="ReceivedBitsPerSecond">From the network; null when it is not known.</param>
/// <param name="SentBitsPerSecond">To the network; null when it is not known.</param>
/// <param name="Loss">0 to 1: the mean of everybody's worst stream; null when it is not known.</param>
/// <param name="MemoryBytes">Of this process.</param>
/// <param name="LostEvents">Room events that statistics missed since the start.</param>
/// <param name="Workers">Media threads.</param>
/// <param name="Meetings">Those with the most people first.</param>
/// <param name="MoreMeetings">Meetings that are not in the list.</param>
/// <param name="Selected">The meeting that was asked for; null when none was, or it is over.</param>
public sealed record LiveServer(
    string At,
    string Version,
    long Uptime,
    bool Embedded,
    int MeetingCount,
    int ParticipantCount,
    long? ReceivedBitsPerSecond,
    long? SentBitsPerSecond,
    double? Loss,
    long MemoryBytes,
    long LostEvents,
    IReadOnlyList<LiveWorker> Workers,
    IReadOnlyList<LiveMeeting> Meetings,
    int MoreMeetings,
    LiveMeetingDetails? Selected);

/// <summary>A media thread.</summary>
/// <param name="Worker">Its number, from 0.</param>
/// <param name="Busy">The share of the last second at work, 0 to 1.</param>
/// <param name="Rooms">On it.</param>
/// <param name="Participants">On it.</param>
/// <param name="SlowTurnMilliseconds">99 of 100 turns of the last second were faster.</param>
/// <param name="Waiting">Commands, datagrams and handshakes that wait.</param>
/// <param name="Faults">Errors of the server itself since the start.</param>
public sealed record LiveWorker(int Worker, double Busy, int Rooms, int Participants, double SlowTurnMilliseconds, int Waiting, long Faults);

/// <summary>A meeting that is going on.</summary>
public sealed record LiveMeeting(
    string MeetingId, string? Name, string StartedAt, int ParticipantCount, long? ReceivedBitsPerSecond, long? SentBitsPerSecond, double? Loss);

/// <summary>The people in a meeting.</summary>
public sealed record LiveMeetingDetails(string MeetingId, string? Name, IReadOnlyList<LiveParticipant> Participants);

/// <summary>Somebody in a meeting.</summary>
/// <param name="Identity">Names them in calls.</param>
/// <param name="Name">As others see them.</param>
/// <param name="Role"><c>host</c>, <c>cohost</c>, <c>guest</c> or null.</param>
/// <param name="IsPerson">No recorder and no agent.</param>
/// <param name="IsConnected">Media flow, or did.</param>
/// <param name="JoinedAt">UTC.</param>
/// <param name="Microphone"><c>on</c>, <c>muted</c> or <c>off</c>.</param>
/// <param name="Camera"><c>on</c>, <c>muted</c> or <c>off</c>.</param>
/// <param name="ScreenShare">Whether they share their screen.</param>
/// <param name="ReceivedBitsPerSecond">From them; null when it is not known.</param>
/// <param name="SentBitsPerSecond">To them; null when it is not known.</param>
/// <param name="ReceivedLoss">0 to 1, of what they send; null when it is not known.</param>
/// <param name="SentLoss">0 to 1, of what is sent to them; null when it is not known.</param>
/// <param name="EstimatedBitsPerSecond">What the path to them carries; null when it is not known.</param>
/// <param name="Quality"><c>excellent</c>, <c>good</c> or <c>poor</c> over the whole time; null when it is not known.</param>
/// <param name="Resumes">Times a broken connection was taken up again.</param>
public sealed record LiveParticipant(
    string Identity,
    string Name,
    string? Role,
    bool IsPerson,
    bool IsConnected,
    string JoinedAt,
    string Microphone,
    string Camera,
    bool ScreenShare,
    long? ReceivedBitsPerSecond,
    long? SentBitsPerSecond,
    double? ReceivedLoss,
    double? SentLoss,
    long? EstimatedBitsPerSecond,
    string? Quality,
    int Resumes);

/// <summary>A page of sessions, the newest first.</summary>
/// <param name="Total">How many match.</param>
/// <param name="Sessions">At most <c>limit</c>.</param>
/// <param name="Next">For <c>before</c> of the next page; null at the end.</param>
public sealed record PastMeetings(int Total, IReadOnlyList<PastMeeting> Sessions, string? Next);

/// <summary>One run of a meeting.</summary>
/// <param name="SessionId">The sid of the room.</param>
/// <param name="MeetingId">The meeting's code.</param>
/// <param name="Name">Null when it has none, or names are not recorded.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it goes on.</param>
/// <param name="EndIsExact">False when the end was found out afterwards.</param>
/// <param name="IsComplete">False when something could not be recorded.</param>
/// <param name="ParticipantCount">Different people.</param>
/// <param name="Peak">Most people at the same time.</param>
/// <param name="ParticipantSeconds">Of all who have left.</param>
public sealed record PastMeeting(
    string SessionId,
    string MeetingId,
    string? Name,
    string StartedAt,
    string? EndedAt,
    bool EndIsExact,
    bool IsComplete,
    int ParticipantCount,
    int Peak,
    long ParticipantSeconds);

/// <summary>The server over time, in steps. All lists have the same length; null = nothing was recorded then.</summary>
/// <param name="StepSeconds">From one value to the next.</param>
/// <param name="Times">Beginnings of the steps, seconds since 1970.</param>
/// <param name="Meetings">Most at the same time.</param>
/// <param name="Participants">Most at the same time.</param>
/// <param name="ReceivedBitsPerSecond">Mean.</param>
/// <param name="SentBitsPerSecond">Mean.</param>
/// <param name="Loss">Mean, 0 to 1.</param>
/// <param name="Started">Meetings that began.</param>
/// <param name="ParticipantSeconds">Time of all people in the meetings that began in the step.</param>
public sealed record Charts(
    int StepSeconds,
    IReadOnlyList<long> Times,
    IReadOnlyList<int?> Meetings,
    IReadOnlyList<int?> Participants,
    IReadOnlyList<double?> ReceivedBitsPerSecond,
    IReadOnlyList<double?> SentBitsPerSecond,
    IReadOnlyList<double?> Loss,
    IReadOnlyList<int> Started,
    IReadOnlyList<long> ParticipantSeconds);

/// <summary>One setting as it is in force.</summary>
/// <param name="Name">Of the environment variable.</param>
/// <param name="Value">Null when there is none, or it is secret.</param>
/// <param name="IsSet">False for the default.</param>
/// <param name="IsSecret">The value is never shown.</param>
public sealed record SettingInForce(string Name, string? Value, bool IsSet, bool IsSecret);

/// <summary>Something the operator should know.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Level"><c>ok</c>, <c>hint</c>, <c>warning</c> or <c>problem</c>.</param>
/// <param name="Title">In the language of the request.</param>
/// <param name="Detail">What to do, in the language of the request.</param>
public sealed record AdviceGiven(string Code, string Level, string Title, string Detail);
