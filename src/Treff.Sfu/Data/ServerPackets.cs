using Google.Protobuf;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Data;

/// <summary>Packets that the server API sends: user packets without a sender.</summary>
internal static class ServerPackets
{
    /// <summary>The packet for a call of <c>SendData</c>.</summary>
    /// <exception cref="RoomServiceException">A nonce of a wrong length, or too much data.</exception>
    public static byte[] Create(SendDataRequest request, DataLimits limits)
    {
        if (request.Nonce.Length is not (0 or NonceFilter.NonceLength))
        {
            throw new RoomServiceException(
                TwirpErrorCode.InvalidArgument, $"nonce should be 16-bytes or not present, got: {request.Nonce.Length} bytes");
        }

        var packet = new DataPacket { Kind = request.Kind, User = CreateUser(request) };
        packet.DestinationIdentities.AddRange(request.DestinationIdentities);
        if (packet.CalculateSize() > limits.MaxMessageBytes)
            throw new RoomServiceException(TwirpErrorCode.InvalidArgument, $"a data packet is limited to {limits.MaxMessageBytes} bytes");
        return packet.ToByteArray();
    }

    private static UserPacket CreateUser(SendDataRequest request)
    {
        var user = new UserPacket { Payload = request.Data, Nonce = request.Nonce };
        if (request.HasTopic)
            user.Topic = request.Topic;
        user.DestinationIdentities.AddRange(request.DestinationIdentities);
        user.DestinationSids.AddRange(request.DestinationSids);
        return user;
    }
}
