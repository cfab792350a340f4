using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Treff.Fuzz;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Tests.Support;
using Treff.Server.LiveKitApi;

namespace Treff.Server.Tests.Fuzz;

/// <summary>Bodies of calls of the server API; what is accepted can be written and read again.</summary>
internal sealed class TwirpTarget(bool isJson) : FuzzTarget(isJson ? "twirp-json" : "twirp-proto")
{
    private static readonly IMessage[] Messages =
    [
        new CreateRoomRequest { Name = "room", EmptyTimeout = 10, MaxParticipants = 5, Metadata = "ü" },
        new ListRoomsRequest { Names = { "a", "b" } },
        new UpdateParticipantRequest { Room = "room", Identity = "a", Permission = new ParticipantPermission { CanPublish = true, CanPublishSources = { TrackSource.Camera } }, Attributes = { ["a"] = "b" } },
        new MuteRoomTrackRequest { Room = "room", Identity = "a", TrackSid = "TR_x", Muted = true },
        new SendDataRequest { Room = "room", Data = ByteString.CopyFrom(1, 2, 3, 255), DestinationIdentities = { "a" }, Topic = "t", Nonce = ByteString.CopyFrom(new byte[16]) },
        new UpdateSubscriptionsRequest { Room = "room", Identity = "a", TrackSids = { "TR_x" }, ParticipantTracks = { new ParticipantTracks { ParticipantSid = "PA_x", TrackSids = { "TR_y" } } } },
    ];

    private readonly byte[][] _corpus = [.. Messages.Select(message => isJson ? Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)) : message.ToByteArray())];
    private readonly TwirpBody _body = TwirpBody.For(new DefaultHttpContext { Request = { ContentType = isJson ? TwirpBody.Json : TwirpBody.Protobuf } }.Request)!;

    public override int ShortInputs => 5000;

    public override void Step(SeededRandom random)
    {
        var bytes = Mutations.Damage(_corpus[random.Next(_corpus.Length)], random);
        if (random.Chance(0.001))
            bytes = Encoding.ASCII.GetBytes(new string(random.Chance(0.5) ? '[' : '{', 5000));
        switch (random.Next(6))
        {
            case 0: Read<CreateRoomRequest>(bytes); break;
            case 1: Read<ListRoomsRequest>(bytes); break;
            case 2: Read<UpdateParticipantRequest>(bytes); break;
            case 3: Read<MuteRoomTrackRequest>(bytes); break;
            case 4: Read<SendDataRequest>(bytes); break;
            default: Read<UpdateSubscriptionsRequest>(bytes); break;
        }
    }

    private void Read<T>(byte[] bytes)
        where T : class, IMessage<T>, new()
    {
        if (!_body.TryParse<T>(bytes, out var message, out var error))
            Assert.NotNull(error);
        else if (isJson)
            Assert.NotEmpty(TwirpJsonWriter.Write(message));
        else
            Assert.NotNull(message.ToByteArray());
    }
}
