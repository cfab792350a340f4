using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.Moderation;

/// <summary>
/// What participants' clients are asked for: data packets of the server, which carry no sender's identity. Clients believe them only then: no participant can send
/// one.
/// </summary>
public sealed class ModerationMessages(IRoomService rooms)
{
    public const string Topic = "treff.moderation";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Asks these people for something.</summary>
    /// <param name="room">Where they are.</param>
    /// <param name="type">For what.</param>
    /// <param name="by">The name of the person who asks, if it is one.</param>
    /// <param name="identities">Whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task SendAsync(string room, string type, string? by, IEnumerable<string> identities, CancellationToken cancellationToken)
    {
        var request = new SendDataRequest
        {
            Room = room,
            Topic = Topic,
            Kind = DataPacket.Types.Kind.Reliable,
            Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new { Type = type, By = by }, Json)),
        };
        request.DestinationIdentities.AddRange(identities);
        return rooms.SendDataAsync(request, cancellationToken);
    }
}
