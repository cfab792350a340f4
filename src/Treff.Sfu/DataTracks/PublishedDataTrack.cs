using Treff.LiveKit.Protocol;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.DataTracks;

/// <summary>A data track in a room: frames of bytes that its publisher sends lossily to those who subscribed.</summary>
internal sealed class PublishedDataTrack(Participant publisher, DataTrackInfo info)
{
    private readonly List<DataTrackSubscription> _subscriptions = [];

    public Participant Publisher { get; } = publisher;

    /// <summary>Never changes.</summary>
    public DataTrackInfo Info { get; } = info;

    public string Sid => Info.Sid;

    public IReadOnlyList<DataTrackSubscription> Subscriptions => _subscriptions;

    public void Add(DataTrackSubscription subscription) => _subscriptions.Add(subscription);

    public void Remove(DataTrackSubscription subscription) => _subscriptions.Remove(subscription);
}

/// <summary>Somebody receives a data track.</summary>
/// <param name="Subscriber">Who.</param>
/// <param name="Track">What.</param>
/// <param name="Handle">By what its packets are known to the subscriber; the publisher has its own.</param>
internal sealed record DataTrackSubscription(Participant Subscriber, PublishedDataTrack Track, ushort Handle);
