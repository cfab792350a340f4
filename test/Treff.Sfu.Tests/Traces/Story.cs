using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Tests.Traces;

/// <summary>
/// What a client was told, by topic and without the names that every server makes up, so that two servers can be compared: each topic is
/// the states it went through, one after the other, from <paramref name="start"/> on.
/// </summary>
/// <param name="responses">Everything since it connected.</param>
/// <param name="start">How many of them come before.</param>
internal sealed class Story(IEnumerable<SignalResponse> responses, int start)
{
    private readonly SignalResponse[] _responses = [.. responses];

    /// <summary>What somebody publishes, muted or not. Tracks that come one after the other are told as one step: their order is the media's.</summary>
    public IReadOnlyList<string> Tracks(string identity)
    {
        var steps = new List<SortedSet<string>>();
        foreach (var info in Infos(identity))
        {
            var tracks = new SortedSet<string>(info.Tracks.Select(track => $"{track.Source}{(track.Muted ? " muted" : "")}"), StringComparer.Ordinal);
            if (steps.Count > 1 && tracks.IsSupersetOf(steps[^1]) && steps[^1].IsSupersetOf(steps[^2]))
                steps.RemoveAt(steps.Count - 1);
            steps.Add(tracks);
        }

        return Distinct(steps.Select(tracks => string.Join(" + ", tracks)));
    }

    public IReadOnlyList<string> Rights(string identity) => Distinct(Infos(identity).Select(info => info.Permission.ToString()));

    public IReadOnlyList<string> States(string identity) => Distinct(Infos(identity).Select(info => $"{info.State} {info.DisconnectReason}"));

    public IReadOnlyList<string> Metadata => Distinct(Late.Where(response => response.RoomUpdate is not null).Select(response => response.RoomUpdate.Room.Metadata));

    /// <summary>What the server did to the client's own tracks, and what it said at the end.</summary>
    public IReadOnlyList<string> Orders => [.. Late.Select(Order).Where(order => order.Length > 0)];

    /// <summary>Which tracks may be received.</summary>
    public IReadOnlyList<string> Allowed => [.. Late.Where(response => response.SubscriptionPermissionUpdate is not null)
        .Select(response => $"{Source(response.SubscriptionPermissionUpdate.TrackSid)} {response.SubscriptionPermissionUpdate.Allowed}")
        .Order()];

    /// <summary>Which tracks are on which sections.</summary>
    public IReadOnlyList<string> Bindings => Distinct(Late.Select(response => response.Answer ?? response.Offer).OfType<SessionDescription>()
        .Select(description => string.Join(' ', description.MidToTrackId.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={Source(pair.Value)}"))));

    private IEnumerable<SignalResponse> Late => _responses.Skip(start);

    private string Order(SignalResponse response) => response.MessageCase switch
    {
        SignalResponse.MessageOneofCase.Mute => $"mute {Source(response.Mute.Sid)} {response.Mute.Muted}",
        SignalResponse.MessageOneofCase.TrackUnpublished => $"unpublish {Source(response.TrackUnpublished.TrackSid)}",
        SignalResponse.MessageOneofCase.Leave => $"leave {response.Leave.Reason} {response.Leave.Action} {response.Leave.CanReconnect}",
        _ => "",
    };

    /// <summary>Every track was announced somewhere.</summary>
    private string Source(string sid)
    {
        var tracks = _responses.SelectMany(response => response switch
        {
            { Join: { } join } => join.OtherParticipants.SelectMany(info => info.Tracks),
            { Update: { } update } => update.Participants.SelectMany(info => info.Tracks),
            { TrackPublished: { } published } => [published.Track],
            _ => Enumerable.Empty<TrackInfo>(),
        });
        return tracks.First(track => track.Sid == sid).Source.ToString();
    }

    private IEnumerable<ParticipantInfo> Infos(string identity) => Late.Where(response => response.Update is not null)
        .SelectMany(response => response.Update.Participants)
        .Where(info => info.Identity == identity);

    private static List<string> Distinct(IEnumerable<string> states)
    {
        var distinct = new List<string>();
        foreach (var state in states)
        {
            if (distinct.Count == 0 || distinct[^1] != state)
                distinct.Add(state);
        }

        return distinct;
    }
}
