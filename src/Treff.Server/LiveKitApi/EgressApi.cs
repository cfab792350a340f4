using Google.Protobuf;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// <c>livekit.Egress</c> of a server without recorders: nothing is ever being recorded, and a start fails as LiveKit's does when no recorder
/// answers, without the twenty seconds that it waits for one.
/// </summary>
public static class EgressApi
{
    public const string Name = "livekit.Egress";

    private static readonly TwirpError NoRecorder = TwirpError.Inner(TwirpErrorCode.Unavailable, "no response from servers");
    private static readonly TwirpError NotConnected = TwirpError.Inner(TwirpErrorCode.Internal, "egress not connected (redis required)");
    private static readonly TwirpError NoSuchRoom = TwirpError.Inner(TwirpErrorCode.NotFound, "requested room does not exist");

    public static IReadOnlyDictionary<string, TwirpMethod> Methods(IRoomService rooms) => new Dictionary<string, TwirpMethod>(StringComparer.Ordinal)
    {
        ["ListEgress"] = new TwirpMethod<ListEgressRequest>(MayRecord, null, (_, _) => Task.FromResult(TwirpResult.Of(new ListEgressResponse()))),
        ["StartEgress"] = Start<StartEgressRequest>(rooms, request => request.RoomName),
        ["StartRoomCompositeEgress"] = Start<RoomCompositeEgressRequest>(rooms, request => request.RoomName),
        ["StartParticipantEgress"] = Start<ParticipantEgressRequest>(rooms, request => request.RoomName),
        ["StartTrackCompositeEgress"] = Start<TrackCompositeEgressRequest>(rooms, request => request.RoomName),
        ["StartTrackEgress"] = Start<TrackEgressRequest>(rooms, request => request.RoomName),
        ["StartWebEgress"] = new TwirpRefusal(MayRecord, NoRecorder),
        ["UpdateLayout"] = new TwirpRefusal(MayRecord, NotConnected),
        ["UpdateStream"] = new TwirpRefusal(MayRecord, NotConnected),
        ["StopEgress"] = new TwirpRefusal(MayRecord, NotConnected),
    };

    private static bool MayRecord(VideoGrant grant) => grant.RoomRecord;

    private static TwirpMethod<TRequest> Start<TRequest>(IRoomService rooms, Func<TRequest, string> room)
        where TRequest : class, IMessage<TRequest>, new() =>
        new(MayRecord, null, async (request, cancellationToken) =>
        {
            var found = await rooms.ListRoomsAsync([room(request)], cancellationToken);
            return found.Count > 0 ? NoRecorder : NoSuchRoom;
        });
}
