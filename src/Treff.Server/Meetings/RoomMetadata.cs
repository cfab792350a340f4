using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Treff.Server.Meetings;

/// <summary>
/// What the people inside may know of a meeting's options, as the room's metadata on the media server: <c>{"treff":{…}}</c>. Never who waits: everybody in the
/// room reads it.
/// </summary>
public static class RoomMetadata
{
    private const string Key = "treff";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The room's metadata with our part in it, and what else is there left alone. Null: it holds something that is no JSON object, and so somebody else's.</summary>
    public static string? Compose(Meeting meeting, string present)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        if (!TryRead(present, out var metadata))
            return null;
        metadata[Key] = JsonSerializer.SerializeToNode(PublicOptions.Of(meeting), Json);
        return metadata.ToJsonString(Json);
    }

    private static bool TryRead(string text, out JsonObject metadata)
    {
        metadata = [];
        if (string.IsNullOrWhiteSpace(text))
            return true;
        try
        {
            if (JsonNode.Parse(text) is not JsonObject read)
                return false;
            metadata = read;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed record PublicOptions(
        GuestPermissions Permissions,
        bool Locked,
        string WaitingRoom,
        string? Spotlight,
        bool ChatHistory,
        bool E2ee)
    {
        public static PublicOptions Of(Meeting meeting) => new(
            meeting.Permissions,
            meeting.Locked,
            meeting.WaitingRoom.Word(),
            meeting.Spotlight,
            meeting.ChatHistory,
            meeting.IsEndToEndEncrypted);
    }
}
