namespace Treff.Rtc.Rtcp;

/// <summary>Goodbye (RFC 3550 section 6.6): sources that end. The optional reason text is not read and never written.</summary>
/// <remarks>
/// <code>
/// +---+-+---------+---------------+-------------------------------+
/// |V=2|P|   SC    |    PT=203     |            length             |
/// +---+-+---------+---------------+-------------------------------+
/// |                           SSRC, SC times                      |
/// +---------------+-----------------------------------------------+
/// |    length     |                reason (optional)              |
/// +---------------+-----------------------------------------------+
/// </code>
/// https://www.rfc-editor.org/rfc/rfc3550#section-6.6
/// </remarks>
public readonly ref struct Goodbye
{
    private const int MaxSources = 31;

    private Goodbye(SsrcList sources) => Sources = sources;

    public SsrcList Sources { get; }

    public static bool TryParse(in RtcpPacket packet, out Goodbye goodbye)
    {
        goodbye = default;
        if (packet.Type != RtcpPacketType.Goodbye || packet.Body.Length < 4 * packet.Count) return false;
        goodbye = new Goodbye(new SsrcList(packet.Body[..(4 * packet.Count)]));
        return true;
    }

    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<uint> sources, out int length)
    {
        length = RtcpPacket.HeaderLength + (4 * sources.Length);
        if (sources.Length > MaxSources || destination.Length < length)
        {
            length = 0;
            return false;
        }

        RtcpPacket.WriteHeader(destination, sources.Length, RtcpPacketType.Goodbye, length);
        SsrcList.Write(destination[RtcpPacket.HeaderLength..], sources);
        return true;
    }
}
