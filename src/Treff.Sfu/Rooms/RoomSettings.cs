using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Rooms;

/// <summary>What one room was asked to be: from the API call or the token that created it, the rest from <see cref="RoomOptions"/>.</summary>
internal sealed class RoomSettings
{
    public required TimeSpan EmptyTimeout { get; init; }

    public required TimeSpan DepartureTimeout { get; init; }

    /// <summary>0 = unlimited.</summary>
    public required int MaxParticipants { get; init; }

    public string Metadata { get; set; } = "";

    public static RoomSettings From(RoomOptions options, RoomConfiguration? configuration) => Create(
        options,
        configuration?.EmptyTimeout ?? 0,
        configuration?.DepartureTimeout ?? 0,
        configuration?.MaxParticipants ?? 0,
        configuration?.Metadata ?? "");

    public static RoomSettings From(RoomOptions options, CreateRoomRequest request) =>
        Create(options, request.EmptyTimeout, request.DepartureTimeout, request.MaxParticipants, request.Metadata);

    private static RoomSettings Create(RoomOptions options, uint emptyTimeout, uint departureTimeout, uint maxParticipants, string metadata) =>
        new()
        {
            EmptyTimeout = emptyTimeout > 0 ? TimeSpan.FromSeconds(emptyTimeout) : options.EmptyTimeout,
            DepartureTimeout = departureTimeout > 0 ? TimeSpan.FromSeconds(departureTimeout) : options.DepartureTimeout,
            MaxParticipants = maxParticipants > 0 ? (int)Math.Min(maxParticipants, int.MaxValue) : options.MaxParticipants,
            Metadata = metadata,
        };
}
