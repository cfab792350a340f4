using Treff.LiveKit.Protocol;

namespace Treff.Server.Tests.Support;

/// <summary>Somebody in a media server that is made of a dictionary.</summary>
internal sealed class FakeClient(FakeMedia media, string room, string identity) : ITestClient
{
    private int _read;

    public Task PublishAsync(params TrackSource[] sources)
    {
        foreach (var source in sources)
            media.Rooms.Publish(room, identity, source);
        return Task.CompletedTask;
    }

    public Task SetAttributeAsync(string name, string value)
    {
        media.Rooms.People[(room, identity)].Attributes[name] = value;
        return Task.CompletedTask;
    }

    public async Task<UserPacket> MessageAsync()
    {
        var sent = await Until.AsExpectedAsync(() => Task.FromResult(Sent().ElementAtOrDefault(_read)), message => message is not null);
        _read++;
        return new UserPacket { Topic = sent!.Topic, Payload = sent.Data };
    }

    public Task LeaveAsync() => media.Rooms.RemoveParticipantAsync(room, identity, CancellationToken.None);

    public void Tell(string what)
    {
        var person = media.Rooms.People.GetValueOrDefault((room, identity)) ?? new ParticipantInfo { Identity = identity };
        media.Tell(new WebhookEvent { Event = what, Room = media.Rooms.All[room].Clone(), Participant = person.Clone() });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<SendDataRequest> Sent() => media.Rooms.Sent.Where(sent => sent.Room == room && sent.DestinationIdentities.Contains(identity));
}
