using System.Text.Json;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Rtcp;

/// <summary>The recorded RTCP datagrams and RTP packets of test/traces/media.</summary>
internal static class MediaSamples
{
    private static readonly JsonElement Root = Load();

    /// <summary>Complete RTCP datagrams and what the recorder saw in them, for instance "SR+SDES".</summary>
    public static IEnumerable<(string Packets, byte[] Bytes)> Rtcp() =>
        Root.GetProperty("rtcp").EnumerateArray().Select(sample => (sample.GetProperty("packets").GetString()!, Hex(sample)));

    /// <summary>RTP packets, filled up to their real length (the recording keeps 24 payload bytes).</summary>
    public static IEnumerable<RtpSample> Rtp() => Root.GetProperty("rtp").EnumerateArray().Select(sample => new RtpSample(
        sample.GetProperty("ssrc").GetUInt32(),
        sample.GetProperty("payload_type").GetByte(),
        sample.GetProperty("extension_profile").GetString(),
        Complete(Hex(sample), sample.GetProperty("packet_bytes").GetInt32())));

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Hex(JsonElement sample) => Convert.FromHexString(sample.GetProperty("hex").GetString()!);

    // Chromium's padding-only probes carry 255 bytes of padding; the counting byte was cut off with the rest.
    private static byte[] Complete(byte[] beginning, int length)
    {
        var packet = new byte[length];
        beginning.AsSpan(0, Math.Min(length, beginning.Length)).CopyTo(packet);
        if ((packet[0] & 0x20) != 0) packet[^1] = 255;
        return packet;
    }

    private static JsonElement Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Traces.Folder, "media", "rtp-rtcp-samples.json")));
        return document.RootElement.Clone();
    }
}

internal sealed record RtpSample(uint Ssrc, byte PayloadType, string? Profile, byte[] Bytes);
