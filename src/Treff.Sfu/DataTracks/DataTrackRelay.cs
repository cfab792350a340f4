using System.Buffers;
using Treff.Sfu.Data;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.DataTracks;

/// <summary>Takes the packets of data tracks to who subscribed, under each one's own number. What a receiver has no room for is dropped.</summary>
internal sealed class DataTrackRelay(Room room, DataStatistics statistics)
{
    public void OnPacket(Participant sender, ReadOnlySpan<byte> packet, bool isText)
    {
        if (!sender.Data.Sender.TrySpend(room.Host.Now, packet.Length))
            statistics.Count(DataRefusal.RateExceeded);
        else if (isText)
            statistics.Count(DataRefusal.Text);
        else if (packet.Length > room.Options.Data.MaxMessageBytes)
            statistics.Count(DataRefusal.TooLarge);
        else if (!DataTrackPacket.TryReadHandle(packet, out var handle))
            statistics.Count(DataRefusal.Malformed);
        else if (sender.DataTracks.Find(handle) is not { } track)
            statistics.Count(DataRefusal.UnknownTrack);
        else if (track.Subscriptions.Count > 0)
            Forward(track, packet);
    }

    private static void Forward(PublishedDataTrack track, ReadOnlySpan<byte> packet)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(buffer);
        foreach (var subscription in track.Subscriptions)
        {
            DataTrackPacket.WriteHandle(buffer, subscription.Handle);
            subscription.Subscriber.Data.Receiver.SendDataTrack(buffer.AsSpan(0, packet.Length));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
