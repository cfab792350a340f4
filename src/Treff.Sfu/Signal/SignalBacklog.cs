using Treff.LiveKit.Protocol;
using Kind = Treff.LiveKit.Protocol.SignalResponse.MessageOneofCase;

namespace Treff.Sfu.Signal;

/// <summary>
/// What a client without a socket would miss for good: who left meanwhile, and answers to its requests. Everything else it is told
/// anew, as it is by then, when it resumes: see <see cref="Resume"/>.
/// </summary>
internal sealed class SignalBacklog
{
    // More than happens in the seconds until ICE gives a silent client up; who missed more is not told it all.
    private const int MaxMessages = 256;

    private readonly Dictionary<string, ParticipantInfo> _departed = [];
    private readonly List<SignalResponse> _messages = [];

    public void Keep(SignalResponse response)
    {
        if (response.MessageCase == Kind.Update)
        {
            foreach (var info in response.Update.Participants)
                Keep(info);
        }
        else if (IsKept(response.MessageCase) && _messages.Count < MaxMessages)
        {
            _messages.Add(response);
        }
    }

    public Content Take()
    {
        var content = new Content([.. _departed.Values], [.. _messages]);
        _departed.Clear();
        _messages.Clear();
        return content;
    }

    private void Keep(ParticipantInfo info)
    {
        if (info.State != ParticipantInfo.Types.State.Disconnected)
            _departed.Remove(info.Identity);
        else if (_departed.Count < MaxMessages)
            _departed[info.Identity] = info;
    }

    private static bool IsKept(Kind kind) => kind
        is Kind.TrackPublished
        or Kind.TrackUnpublished
        or Kind.TrackSubscribed
        or Kind.Mute
        or Kind.RequestResponse
        or Kind.SubscriptionPermissionUpdate
        or Kind.SubscriptionResponse
        or Kind.PublishDataTrackResponse
        or Kind.UnpublishDataTrackResponse
        or Kind.DataTrackSubscriberHandles;

    internal sealed record Content(IReadOnlyList<ParticipantInfo> Departed, IReadOnlyList<SignalResponse> Messages)
    {
        public static Content Empty { get; } = new([], []);
    }
}
