using Treff.Server.MeetingEvents;
using Treff.Server.Operations;

namespace Treff.Server.Meetings;

/// <summary>Answers a request for a new meeting, once it is clear that the caller may have one.</summary>
public sealed partial class MeetingCreation(
    MeetingDirectory meetings,
    PasswordCheck passwords,
    TreffOptions options,
    PublicUrls urls,
    MeetingWebhooks webhooks,
    TimeProvider time,
    ILogger<MeetingCreation> logger)
{
    /// <summary>Reads the options from the body, which may be missing, and creates the meeting.</summary>
    /// <param name="context">The request.</param>
    /// <param name="creator">For the log; null when anybody may.</param>
    public async Task<IResult> CreateAsync(HttpContext context, string? creator)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (body, problem) = await JsonBody.ReadPatchAsync<MeetingOptions>(context);
        if (problem is not null)
            return problem;
        var reader = new MeetingOptionsReader(body, options, time.GetUtcNow());
        var hash = await passwords.HashAsync(reader.NewPassword, context.RequestAborted);
        var (created, refusal) = await meetings.CreateAsync(reader, hash, context.RequestAborted);
        if (created is null)
            return refusal!;
        webhooks.OnCreated(created.Meeting);
        if (creator is not null)
            Log.CreatedBy(logger, created.Meeting.Id, creator);
        return Results.Ok(CreatedMeeting.From(created, urls.BaseUrl(context.Request)));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 104, Level = LogLevel.Information, Message = "Meeting {Meeting} was created by {Creator}")]
        public static partial void CreatedBy(ILogger logger, string meeting, string creator);
    }
}
