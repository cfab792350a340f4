using System.Threading.Channels;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>Where room events come from: the media server in this process, or the webhooks of one elsewhere.</summary>
/// <param name="Events">Ends when there will be no more.</param>
public sealed record RoomEventSource(ChannelReader<WebhookEvent> Events);
