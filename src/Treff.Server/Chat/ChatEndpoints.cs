using System.Buffers;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;

namespace Treff.Server.Chat;

/// <summary>What was written before one came. Live messages do not pass here: they are text streams between the clients.</summary>
public static class ChatEndpoints
{
    private const int MaxIdLength = 64;

    private static readonly SearchValues<char> IdAlphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static RouteGroupBuilder MapChat(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/meetings").WithTags("Chat").Needs(Credential.Participant);
        group.MapGet("/{id}/chat", ReadAsync)
            .WithName("getChat")
            .WithSummary("What was written to everybody so far; with the participant's token as Bearer")
            .Produces<ChatMessages>()
            .ProducesProblems(401, 403, 404, 410, 429, 503);
        group.MapPost("/{id}/chat", KeepAsync)
            .WithName("keepChatMessage")
            .WithSummary("Keep a message to everybody for those who come later; with the participant's token as Bearer")
            .WithJsonBody<KeepMessageRequest>(isRequired: true)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(400, 401, 403, 404, 409, 410, 413, 415, 429, 503);
        return group;
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, ChatAccess access, ChatHistory history, TimeProvider time)
    {
        var (_, meeting, refusal) = await access.EnterAsync(id, context, writes: false);
        if (refusal is not null)
            return refusal;
        context.Response.Headers.CacheControl = "no-store";
        var messages = await history.ReadAsync(meeting, context.RequestAborted);
        return Results.Ok(new ChatMessages([.. messages.Select(KeptMessage.From)], ChatTime.Format(time.GetUtcNow())));
    }

    private static async Task<IResult> KeepAsync(string id, HttpContext context, ChatAccess access, ChatHistory history, TreffOptions options)
    {
        var (person, meeting, refusal) = await access.EnterAsync(id, context, writes: true);
        if (person is null)
            return refusal!;
        var (request, problem) = await JsonBody.ReadAsync<KeepMessageRequest>(context);
        problem ??= Check(request, options.Chat.MaxMessageLength);
        if (problem is not null)
            return problem;
        var message = new NewMessage(meeting, request.Id!, person.Identity, person.Name, request.Text!);
        return await history.AddAsync(message, context.RequestAborted) ? Results.NoContent() : ChatProblems.MessageIdTaken;
    }

    private static Problem? Check(KeepMessageRequest request, int maxLength)
    {
        if (request.Id is not { Length: > 0 and <= MaxIdLength } id || id.AsSpan().ContainsAnyExcept(IdAlphabet))
            return ChatProblems.MessageIdInvalid;
        if (string.IsNullOrWhiteSpace(request.Text))
            return ChatProblems.MessageBlank;
        return request.Text.EnumerateRunes().Count() > maxLength ? ChatProblems.MessageTooLong(maxLength) : null;
    }
}
