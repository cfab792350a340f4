using System.Buffers.Binary;
using Treff.Rtc.Peer;
using Treff.Rtc.Streams;
using Treff.Sfu.Rooms;

namespace Treff.Load;

/// <summary>
/// One encoding: frames of random bytes behind true VP8 headers (RFC 7741 section 4.2, RFC 6386 section 9.1), a key frame when one is asked for,
/// cut as Chromium cuts them, into packets that differ by at most one byte.
/// </summary>
internal sealed class VideoLayer(SendStream stream, VideoLayerPlan plan)
{
    private const int MaxPayload = 1150;
    private const int DescriptorLength = 4;
    private const int KeyFrameHeaderLength = 10;

    /// <summary>A key frame is that many times as large as the others.</summary>
    private const int KeyFrameFactor = 4;

    private readonly byte[] _payload = new byte[MaxPayload];
    private readonly Random _sizes = new((int)stream.Ssrc);
    private ushort _sequenceNumber;
    private ushort _pictureId;
    private uint _timestamp;

    /// <summary>Somebody asked; the first frame is one anyway.</summary>
    public bool WantsKeyFrame { get; set; } = true;

    public long KeyFrames { get; private set; }

    public void SendFrame(PeerLink link, int framesPerSecond)
    {
        var isKeyFrame = WantsKeyFrame;
        WantsKeyFrame = false;
        var bytes = FrameBytes(framesPerSecond, isKeyFrame);
        var packets = (bytes + MaxPayload - DescriptorLength - 1) / (MaxPayload - DescriptorLength);
        var (each, longer) = Math.DivRem(bytes, packets);
        for (var i = 0; i < packets; i++)
        {
            // Chromium puts the longer ones last.
            var payload = _payload.AsSpan(0, DescriptorLength + each + (i >= packets - longer ? 1 : 0));
            WriteDescriptor(payload, isFirst: i == 0);
            if (i == 0)
                WriteFrameHeader(payload[DescriptorLength..], bytes, isKeyFrame);
            Stamp.Write(payload);
            var rtp = new OutgoingRtp { SequenceNumber = _sequenceNumber++, Timestamp = _timestamp, Marker = i == packets - 1 };
            link.SendRtp(stream, rtp, payload);
        }

        _pictureId = (ushort)((_pictureId + 1) & 0x7FFF);
        _timestamp += (uint)(90_000 / framesPerSecond);
        KeyFrames += isKeyFrame ? 1 : 0;
    }

    private int FrameBytes(int framesPerSecond, bool isKeyFrame)
    {
        var mean = plan.BitsPerSecond / 8.0 / framesPerSecond;
        var bytes = mean * (0.8 + (0.4 * _sizes.NextDouble())) * (isKeyFrame ? KeyFrameFactor : 1);
        return Math.Max((int)bytes, KeyFrameHeaderLength + Stamp.Length);
    }

    private void WriteDescriptor(Span<byte> payload, bool isFirst)
    {
        payload[0] = (byte)(isFirst ? 0x90 : 0x80);
        payload[1] = 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], (ushort)(0x8000 | _pictureId));
    }

    private void WriteFrameHeader(Span<byte> frame, int bytes, bool isKeyFrame)
    {
        var tag = (bytes << 5) | 0x10 | (isKeyFrame ? 0 : 1);
        frame[0] = (byte)tag;
        frame[1] = (byte)(tag >> 8);
        frame[2] = (byte)(tag >> 16);
        if (!isKeyFrame)
            return;
        frame[3] = 0x9D;
        frame[4] = 0x01;
        frame[5] = 0x2A;
        BinaryPrimitives.WriteUInt16LittleEndian(frame[6..], (ushort)plan.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[8..], (ushort)plan.Height);
    }
}
