using Treff.LiveKit.Protocol;
using Treff.Rtc;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Support;

/// <summary>
/// A participant whose microphone and simulcast camera feed a room directly: three sizes with three temporal layers each, a frame of each
/// per <see cref="Tick"/>. Key frames come when somebody waits for one.
/// </summary>
internal sealed class SimulatedPublisher : IDisposable
{
    public const int FramesPerSecond = 30;

    private const int MaxPayload = 1100;
    private static readonly string[] Rids = ["q", "h", "f"];
    private static readonly int[] TemporalPattern = [0, 2, 1, 2];

    private readonly TestRooms _rooms;
    private readonly ReceiveStream[] _streams;
    private readonly ReceiveStream _audio;
    private readonly ushort[] _sequence = [100, 5000, 60000];
    private readonly byte[] _packet = new byte[1500];
    private ushort _audioSequence;
    private int _frame;

    public SimulatedPublisher(TestRooms rooms, string identity, TrackSource source = TrackSource.Camera)
    {
        _rooms = rooms;
        Client = rooms.Join(identity);
        Client.AddTrack(new AddTrackRequest { Cid = "mic", Type = TrackType.Audio, Source = TrackSource.Microphone });
        Client.AddTrack(Camera(source));
        Client.Offer(Client.StandardOffer().Send("audio", "mic")
            .Send("video", "cam", "a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n").ToString());
        Client.Connect();
        _audio = Stream(MediaKind.Audio, "7", null, 1);
        _streams = [.. Rids.Select((rid, i) => Stream(MediaKind.Video, "8", rid, (uint)(i + 2)))];
    }

    public TestClient Client { get; }

    /// <summary>Kilobits per second of each size.</summary>
    public int[] Rates { get; } = [150, 500, 1700];

    public PublishedTrack Video => Client.Participant.Publications.Tracks.First(track => track.Kind == MediaKind.Video);

    public int AudioPacketsSent { get; private set; }

    /// <summary>What a participant receives of the camera.</summary>
    public Subscription VideoTo(TestClient subscriber) =>
        subscriber.Participant.Subscriptions.All.First(subscription => subscription.Track.Primary == Video);

    public Subscription AudioTo(TestClient subscriber) => subscriber.Participant.Subscriptions.All.First(
        subscription => subscription.Track.Publisher == Client.Participant && subscription.Track.Kind == MediaKind.Audio);

    /// <summary>One frame of each size that has a rate, and a packet of sound.</summary>
    public void Tick()
    {
        var temporal = TemporalPattern[_frame % TemporalPattern.Length];
        for (var layer = 0; layer < Rids.Length; layer++)
        {
            if (Rates[layer] > 0)
                SendFrame(layer, temporal);
        }

        SendAudio();
        _frame++;
    }

    public void Dispose()
    {
        _audio.Dispose();
        foreach (var stream in _streams)
            stream.Dispose();
    }

    private static AddTrackRequest Camera(TrackSource source)
    {
        var request = new AddTrackRequest { Cid = "cam", Type = TrackType.Video, Source = source, Width = 1280, Height = 720 };
        for (var i = 0; i < Rids.Length; i++)
            request.Layers.Add(new VideoLayer { Quality = (VideoQuality)i, Width = 320u << i, Height = 180u << i });
        return request;
    }

    private static ReceiveStream Stream(MediaKind kind, string mid, string? rid, uint ssrc) => new(new ReceiveStreamOptions
    {
        Ssrc = ssrc,
        Kind = kind,
        ClockRate = kind == MediaKind.Audio ? 48000 : 90000,
        Mid = mid,
        Rid = rid,
    });

    private void SendFrame(int layer, int temporal)
    {
        var isKey = _frame == 0 || (_streams[layer].Owner is TrackLayer owner && owner.KeyFrames.IsWanted);
        var left = Rates[layer] * 1000 / 8 / FramesPerSecond;
        for (var isFirst = true; left > 0; isFirst = false)
        {
            var length = Math.Min(left, MaxPayload);
            left -= length;
            WriteHeader(96, _sequence[layer]++, (uint)(_frame * 3000), _streams[layer].Ssrc, isLast: left == 0);
            WriteDescriptor(isFirst, isKey, isKey ? 0 : temporal);
            Deliver(_streams[layer], 12 + Math.Max(length, 16));
        }
    }

    private void SendAudio()
    {
        WriteHeader(111, _audioSequence++, (uint)(_frame * 1600), _audio.Ssrc, isLast: true);
        Deliver(_audio, 12 + 80);
        AudioPacketsSent++;
    }

    private void WriteHeader(byte payloadType, ushort sequenceNumber, uint timestamp, uint ssrc, bool isLast)
    {
        Array.Clear(_packet);
        _packet[0] = 0x80;
        _packet[1] = (byte)(payloadType | (isLast ? 0x80 : 0));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), sequenceNumber);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(4), timestamp);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(8), ssrc);
    }

    /// <summary>VP8 with picture id, TL0PICIDX and temporal layer (RFC 7741 section 4.2), then the first byte of the frame.</summary>
    private void WriteDescriptor(bool isFirst, bool isKey, int temporal)
    {
        ReadOnlySpan<byte> descriptor =
        [
            (byte)(0x80 | (isFirst ? 0x10 : 0)), 0xE0, (byte)(0x80 | (_frame >> 8 & 0x7F)), (byte)_frame, (byte)(_frame / TemporalPattern.Length),
            (byte)(temporal << 6 | (temporal == 2 ? 0x20 : 0)), (byte)(isKey ? 0x10 : 0x11),
        ];
        descriptor.CopyTo(_packet.AsSpan(12));
    }

    private void Deliver(ReceiveStream stream, int length)
    {
        Assert.True(RtpPacket.TryParse(_packet.AsSpan(0, length), out var rtp));
        var owner = Client.Participant.PublisherLink.Owner;
        if (stream.Owner is null)
            owner.OnReceiveStreamAdded(_rooms.Host.Now, stream);
        owner.OnRtp(_rooms.Host.Now, stream, rtp);
    }
}
