using Treff.Rtc;
using Treff.Rtc.Streams;

namespace Treff.Sfu.Forwarding;

/// <summary>One encoding of a published track: the only one, or a simulcast layer.</summary>
/// <param name="track">The track it belongs to; the stream's owner is this layer.</param>
/// <param name="index">Spatial layer: 0 is the smallest.</param>
internal sealed class TrackLayer(PublishedTrack track, ReceiveStream stream, int index)
{
    public PublishedTrack Track { get; } = track;

    public ReceiveStream Stream { get; } = stream;

    public int Index { get; } = index;

    public KeyFrameRequests KeyFrames { get; } = new(index);

    public SourceReader Reader { get; } = new();

    /// <summary>For audio.</summary>
    public RedReceiver Red { get; } = new();

    /// <summary>What arrives: of a simulcast layer its temporal layers under spatial 0, of an SVC stream both dimensions.</summary>
    public LayerRates Rates { get; } = new();

    public FrameRates FrameRates { get; } = new();

    /// <summary>Of the newest key frame that told its size; 0 before.</summary>
    public uint Width { get; private set; }

    public uint Height { get; private set; }

    public Timestamp LastPacketAt { get; private set; } = Timestamp.Zero;

    public void OnPacket(Timestamp now) => LastPacketAt = now;

    public void SetSize(int width, int height)
    {
        Width = (uint)width;
        Height = (uint)height;
    }
}
