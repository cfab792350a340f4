using Treff.LiveKit.Protocol;

namespace Treff.LiveKit;

/// <summary>What a token allows: the <c>video</c> claim. The nullable ones have defaults that differ from false when absent.</summary>
public sealed record VideoGrant
{
    public bool RoomCreate { get; init; }

    public bool RoomList { get; init; }

    public bool RoomRecord { get; init; }

    public bool RoomAdmin { get; init; }

    public bool RoomJoin { get; init; }

    /// <summary>The one room that join and admin rights are for.</summary>
    public string Room { get; init; } = "";

    public string DestinationRoom { get; init; } = "";

    /// <summary>Absent: true.</summary>
    public bool? CanPublish { get; init; }

    /// <summary>Absent: true.</summary>
    public bool? CanSubscribe { get; init; }

    /// <summary>Absent: as <see cref="CanPublish"/>.</summary>
    public bool? CanPublishData { get; init; }

    /// <summary>Empty: every source.</summary>
    public IReadOnlyList<TrackSource> CanPublishSources { get; init; } = [];

    /// <summary>Absent: false.</summary>
    public bool? CanUpdateOwnMetadata { get; init; }

    /// <summary>Absent: false.</summary>
    public bool? CanSubscribeMetrics { get; init; }

    public bool IngressAdmin { get; init; }

    public bool Hidden { get; init; }

    public bool Recorder { get; init; }

    public bool Agent { get; init; }

    public bool CanManageAgentSession { get; init; }

    /// <summary>The grant as the other participants and the client itself see it, defaults filled in.</summary>
    public ParticipantPermission ToPermission()
    {
        var permission = new ParticipantPermission
        {
            CanSubscribe = CanSubscribe ?? true,
            CanPublish = CanPublish ?? true,
            CanPublishData = CanPublishData ?? CanPublish ?? true,
            CanUpdateMetadata = CanUpdateOwnMetadata ?? false,
            CanSubscribeMetrics = CanSubscribeMetrics ?? false,
            Hidden = Hidden,
            Recorder = Recorder,
            Agent = Agent,
            CanManageAgentSession = CanManageAgentSession,
        };
        permission.CanPublishSources.AddRange(CanPublishSources);
        return permission;
    }
}
