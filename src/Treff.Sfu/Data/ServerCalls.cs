using System.Text;
using Google.Protobuf;
using Treff.LiveKit;
using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;
using Room = Treff.Sfu.Rooms.Room;

namespace Treff.Sfu.Data;

/// <summary>
/// Remote procedure calls of the server API to participants (<c>RoomService.PerformRpc</c>), in the form that every client since the first
/// understands: request, acknowledgement and response in one packet each.
/// </summary>
internal sealed class ServerCalls(Room room)
{
    // LiveKit's limit for a payload that travels in one packet.
    private const int MaxPayloadBytes = 15 * 1024;

    // A caller that asks for more at once gets an answer that says so.
    private const int MaxPending = 100;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, ServerCall> _pending = new(StringComparer.Ordinal);

    /// <exception cref="RoomServiceException">The request can not be sent as it is.</exception>
    public static void Check(PerformRpcRequest request)
    {
        if (request.Method.Length is 0 or > 64)
            throw new RoomServiceException(TwirpErrorCode.InvalidArgument, "method must have 1 to 64 characters");
        if (Encoding.UTF8.GetByteCount(request.Payload) > MaxPayloadBytes)
            throw new RoomServiceException(TwirpErrorCode.InvalidArgument, "RpcError 1402: Request payload too large");
    }

    /// <summary>Sends the request; the answer is awaited outside the room's thread.</summary>
    public ServerCall Start(Participant callee, PerformRpcRequest request)
    {
        foreach (var (id, abandoned) in _pending)
        {
            if (abandoned.IsOver)
                _pending.Remove(id);
        }

        if (_pending.Count >= MaxPending)
            throw new RoomServiceException(TwirpErrorCode.ResourceExhausted, "too many calls are waiting for an answer in this room");
        var timeout = request.ResponseTimeoutMs == 0 ? DefaultTimeout : TimeSpan.FromMilliseconds(request.ResponseTimeoutMs);
        var call = new ServerCall(callee, timeout < LongestTimeout ? timeout : LongestTimeout);
        _pending.Add(call.Id, call);
        room.Data.SendFromServer(callee, CreatePacket(call, callee, request));
        return call;
    }

    /// <summary>True when the packet answers a call of the server: nobody else is to see it.</summary>
    public bool TryTake(Participant sender, DataPacketType type, ReadOnlySpan<byte> message)
    {
        if (_pending.Count == 0 || type is not (DataPacketType.RpcAck or DataPacketType.RpcResponse))
            return false;
        DataPacket packet;
        try
        {
            packet = DataPacket.Parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            room.Data.Statistics.Count(DataRefusal.Malformed);
            return true;
        }

        var id = type == DataPacketType.RpcAck ? packet.RpcAck.RequestId : packet.RpcResponse.RequestId;
        if (!_pending.TryGetValue(id, out var call) || call.Callee != sender)
            return false;
        if (type == DataPacketType.RpcResponse)
        {
            _pending.Remove(id);
            call.Complete(packet.RpcResponse);
        }

        return true;
    }

    private static byte[] CreatePacket(ServerCall call, Participant callee, PerformRpcRequest request)
    {
        var packet = new DataPacket
        {
            // Nobody's identity: a client answers to the name it was called by, and what it answers comes back here.
            ParticipantIdentity = call.Id,
            RpcRequest = new RpcRequest
            {
                Id = call.Id,
                Method = request.Method,
                Payload = request.Payload,
                ResponseTimeoutMs = (uint)call.Timeout.TotalMilliseconds,
                Version = 1,
            },
        };
        packet.DestinationIdentities.Add(callee.Identity);
        return packet.ToByteArray();
    }
}
