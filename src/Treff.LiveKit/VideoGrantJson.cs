using System.Text.Json;
using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>The <c>video</c> claim as JSON.</summary>
internal static class VideoGrantJson
{
    private static readonly (TrackSource Source, string Name)[] Sources =
    [
        (TrackSource.Camera, "camera"),
        (TrackSource.Microphone, "microphone"),
        (TrackSource.ScreenShare, "screen_share"),
        (TrackSource.ScreenShareAudio, "screen_share_audio"),
    ];

    public static void Write(Utf8JsonWriter writer, VideoGrant grant)
    {
        if (grant == new VideoGrant())
            return;
        writer.WriteStartObject("video");
        WriteFlag(writer, "roomCreate", grant.RoomCreate);
        WriteFlag(writer, "roomList", grant.RoomList);
        WriteFlag(writer, "roomRecord", grant.RoomRecord);
        WriteFlag(writer, "roomAdmin", grant.RoomAdmin);
        WriteFlag(writer, "roomJoin", grant.RoomJoin);
        WriteText(writer, "room", grant.Room);
        WriteText(writer, "destinationRoom", grant.DestinationRoom);
        WriteOptional(writer, "canPublish", grant.CanPublish);
        WriteOptional(writer, "canSubscribe", grant.CanSubscribe);
        WriteOptional(writer, "canPublishData", grant.CanPublishData);
        WriteSources(writer, grant.CanPublishSources);
        WriteOptional(writer, "canUpdateOwnMetadata", grant.CanUpdateOwnMetadata);
        WriteOptional(writer, "canSubscribeMetrics", grant.CanSubscribeMetrics);
        WriteFlag(writer, "ingressAdmin", grant.IngressAdmin);
        WriteFlag(writer, "hidden", grant.Hidden);
        WriteFlag(writer, "recorder", grant.Recorder);
        WriteFlag(writer, "agent", grant.Agent);
        WriteFlag(writer, "canManageAgentSession", grant.CanManageAgentSession);
        writer.WriteEndObject();
    }

    public static VideoGrant Read(JsonElement json) => new()
    {
        RoomCreate = Flag(json, "roomCreate") ?? false,
        RoomList = Flag(json, "roomList") ?? false,
        RoomRecord = Flag(json, "roomRecord") ?? false,
        RoomAdmin = Flag(json, "roomAdmin") ?? false,
        RoomJoin = Flag(json, "roomJoin") ?? false,
        Room = AccessTokenJson.Text(json, "room") ?? "",
        DestinationRoom = AccessTokenJson.Text(json, "destinationRoom") ?? "",
        CanPublish = Flag(json, "canPublish"),
        CanSubscribe = Flag(json, "canSubscribe"),
        CanPublishData = Flag(json, "canPublishData"),
        CanPublishSources = ReadSources(json),
        CanUpdateOwnMetadata = Flag(json, "canUpdateOwnMetadata"),
        CanSubscribeMetrics = Flag(json, "canSubscribeMetrics"),
        IngressAdmin = Flag(json, "ingressAdmin") ?? false,
        Hidden = Flag(json, "hidden") ?? false,
        Recorder = Flag(json, "recorder") ?? false,
        Agent = Flag(json, "agent") ?? false,
        CanManageAgentSession = Flag(json, "canManageAgentSession") ?? false,
    };

    private static void WriteFlag(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
            writer.WriteBoolean(name, value);
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } set)
            writer.WriteBoolean(name, set);
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
            writer.WriteString(name, value);
    }

    private static void WriteSources(Utf8JsonWriter writer, IReadOnlyList<TrackSource> sources)
    {
        if (sources.Count == 0)
            return;
        writer.WriteStartArray("canPublishSources");
        foreach (var source in sources)
            writer.WriteStringValue(Array.Find(Sources, row => row.Source == source).Name ?? "unknown");
        writer.WriteEndArray();
    }

    private static bool? Flag(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;

    private static List<TrackSource> ReadSources(JsonElement json)
    {
        var sources = new List<TrackSource>();
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("canPublishSources", out var list) || list.ValueKind != JsonValueKind.Array)
            return sources;
        // A name nobody knows stays in the list as Unknown: an empty list would allow everything.
        foreach (var item in list.EnumerateArray())
            sources.Add(Array.Find(Sources, row => item.ValueKind == JsonValueKind.String && item.ValueEquals(row.Name)).Source);
        return sources;
    }
}
