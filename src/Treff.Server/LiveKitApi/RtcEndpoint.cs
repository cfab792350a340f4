using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Server.Hosts;
using Treff.Server.Meetings;
using Treff.Server.Operations;
using Treff.Sfu.Rooms;
using Treff.Sfu.Signal;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// LiveKit's signalling: the WebSocket <c>/rtc/v1</c> for clients with one peer connection, <c>/rtc</c> for those with two and for those that send
/// a <c>join_request</c> there, and the probes that tell a browser why it was refused.
/// </summary>
public static partial class RtcEndpoint
{
    /// <summary>How often the server pings, and how long it waits for the pong before the socket counts as dead.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapRtc(this IEndpointRouteBuilder routes)
    {
        var rtc = routes.MapGroup("/rtc").ExcludeFromDescription();
        rtc.MapMethods("", GetAndHead, ConnectAsync);
        rtc.MapMethods("/v1", GetAndHead, ConnectAsync);
        rtc.MapMethods("/validate", GetAndHead, ValidateAsync);
        rtc.MapMethods("/v1/validate", GetAndHead, ValidateAsync);
    }

    private static readonly RtcRefusal NotHere = new(StatusCodes.Status404NotFound, "");

    /// <summary>The same checks as joining, without joining: browsers cannot read the status of a refused WebSocket.</summary>
    private static async Task ValidateAsync(HttpContext context, RtcAuthorization authorization)
    {
        var refusal = authorization.Check(context.Request, out var claims)
            ?? CheckJoin(context.Request, claims, out _)
            ?? await CheckTicketAsync(context, claims)
            ?? await CheckRoomAsync(context, claims);
        await (refusal ?? new RtcRefusal(StatusCodes.Status200OK, "success")).WriteAsync(context);
    }

    private static async Task ConnectAsync(HttpContext context, MediaServer mediaServer, RtcAuthorization authorization, ILogger<SignalSocket> logger)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await NotHere.WriteAsync(context);
            return;
        }

        var join = new JoinRequest();
        var refusal = authorization.Check(context.Request, out var claims) ?? CheckJoin(context.Request, claims, out join) ?? await CheckTicketAsync(context, claims);
        if (refusal is not null)
        {
            Log.Refused(logger, claims.Video.Room, claims.Identity, refusal.Status, refusal.Text);
            await refusal.WriteAsync(context);
            return;
        }

        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        var mayCreate = await MayCreateRoomAsync(context, claims);
        var network = await context.RequestServices.GetRequiredService<SessionNetworks>().ForAsync(context);
        var request = new SignalOpenRequest(claims, join, address)
        {
            HasTwoConnections = HasTwoConnections(context.Request),
            MayCreateRoom = mayCreate,
            Network = network,
        };
        var opened = await mediaServer.OpenSessionAsync(request, context.RequestAborted);
        if (opened.Session is { } session)
        {
            await RunAsync(context, session, logger);
            return;
        }

        Log.Refused(logger, claims.Video.Room, claims.Identity, opened.StatusCode, opened.Error);
        await new RtcRefusal(opened.StatusCode, opened.Error).WriteAsync(context);
    }

    /// <summary>The upgrade happens only now, with the first message already waiting: a refusal is an HTTP answer that every client understands.</summary>
    private static async Task RunAsync(HttpContext context, SignalSession session, ILogger logger)
    {
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(AcceptOptions());
            Log.Opened(logger, session.RoomName, session.Identity, session.ParticipantSid);
            var limits = context.RequestServices.GetRequiredService<TreffOptions>().Limits;
            var refusals = context.RequestServices.GetRequiredService<Refusals>();
            await new SignalSocket(socket, session.Outgoing, session.Handle, limits, refusals).RunAsync(context.RequestAborted);
            Log.Closed(logger, session.RoomName, session.Identity, session.ParticipantSid);
        }
        finally
        {
            session.OnSocketClosed();
        }
    }

    // No context takeover, as LiveKit: a window of 32 KiB per direction and client is saved. The messages hold no secret together with a
    // stranger's text, which compression could leak.
    private static WebSocketAcceptContext AcceptOptions() => new()
    {
        KeepAliveInterval = KeepAlive,
        KeepAliveTimeout = KeepAlive,
        DangerousEnableCompression = true,
        DisableServerContextTakeover = true,
    };

    private static RtcRefusal? CheckJoin(HttpRequest request, AccessTokenClaims claims, out JoinRequest join)
    {
        var refusal = HasTwoConnections(request)
            ? ConnectQuery.Decode(request.Query, out join)
            : JoinRequestQuery.Decode(request.Query["join_request"], out join);
        if (refusal is not null)
            return refusal;
        ClientBrowser.Complete(join.ClientInfo, request.Headers.UserAgent.ToString());
        var changesSelf = join.Metadata.Length > 0 || join.ParticipantAttributes.Count > 0;
        return changesSelf && claims.Video.CanUpdateOwnMetadata != true ? new RtcRefusal(StatusCodes.Status401Unauthorized, "permissions denied") : null;
    }

    /// <summary>Clients with two connections say what they want in single parameters; whoever sends a join request has one.</summary>
    private static bool HasTwoConnections(HttpRequest request) =>
        !request.Path.StartsWithSegments("/rtc/v1", StringComparison.Ordinal) && !request.Query.ContainsKey("join_request");

    private static async Task<RtcRefusal?> CheckRoomAsync(HttpContext context, AccessTokenClaims claims)
    {
        var mediaServer = context.RequestServices.GetRequiredService<MediaServer>();
        var mayCreate = await MayCreateRoomAsync(context, claims);
        var (status, text) = await mediaServer.CheckJoinAsync(claims, mayCreate, context.RequestAborted);
        return status == StatusCodes.Status200OK ? null : new RtcRefusal(status, text);
    }

    /// <summary>A token outlives what hosts decide: who was sent out stays out until they join anew.</summary>
    private static async Task<RtcRefusal?> CheckTicketAsync(HttpContext context, AccessTokenClaims claims)
    {
        var tickets = context.RequestServices.GetRequiredService<Tickets>();
        var mayEnter = await tickets.MayEnterAsync(claims.Video.Room, claims.Identity, context.RequestAborted);
        return mayEnter ? null : new RtcRefusal(StatusCodes.Status403Forbidden, "removed from the meeting: join again for a new token");
    }

    /// <summary>A token outlives its meeting: it must not bring back what is over.</summary>
    private static Task<bool> MayCreateRoomAsync(HttpContext context, AccessTokenClaims claims) =>
        context.RequestServices.GetRequiredService<MeetingDirectory>().MayOpenAsync(claims.Video.Room, context.RequestAborted);

    private static partial class Log
    {
        [LoggerMessage(EventId = 400, Level = LogLevel.Information, Message = "Signalling of {Participant} ({Sid}) in room {Room} opened")]
        public static partial void Opened(ILogger logger, string room, string participant, string sid);

        [LoggerMessage(EventId = 401, Level = LogLevel.Information, Message = "Signalling of {Participant} ({Sid}) in room {Room} closed")]
        public static partial void Closed(ILogger logger, string room, string participant, string sid);

        [LoggerMessage(EventId = 402, Level = LogLevel.Warning, Message = "Signalling for room {Room} and {Participant} refused with {Status}: {Reason}")]
        public static partial void Refused(ILogger logger, string room, string participant, int status, string reason);
    }
}
