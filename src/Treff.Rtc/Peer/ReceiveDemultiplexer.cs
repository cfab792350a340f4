using System.Text;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;

namespace Treff.Rtc.Peer;

/// <summary>
/// Finds the stream of an incoming RTP packet (RFC 8843 section 9.2, RFC 8852): by SSRC once it is known; the first time by the mid and
/// RTP-stream-id header extensions, by the SSRCs of the description, and as a last resort by payload type.
/// </summary>
internal sealed class ReceiveDemultiplexer
{
    /// <summary>A browser sends one audio, three camera layers, and a screen share with theirs, each with RTX; four times that is plenty.</summary>
    private const int MaxRoutes = 64;

    private readonly HistoryBudget _historyBudget = new();
    private readonly Dictionary<uint, ReceiveRoute> _routes = [];
    private List<ReceiveSectionState> _sections = [];

    public ReceiveStream[] Streams { get; private set; } = [];

    /// <summary>Extension ids are the same in all sections of a bundle (RFC 8843 section 10).</summary>
    public int TransportCcId { get; private set; }

    private int MidId { get; set; }

    private int RidId { get; set; }

    private int RepairedRidId { get; set; }

    /// <summary>Takes the complete list of sections; streams of sections that are gone are closed.</summary>
    public void SetSections(IReadOnlyList<ReceiveSection> sections)
    {
        var previous = _sections;
        _sections = new List<ReceiveSectionState>(sections.Count);
        foreach (var section in sections)
        {
            var known = previous.Find(state => state.Section.Mid == section.Mid);
            _sections.Add(new ReceiveSectionState(section, known?.Streams ?? []));
        }

        MidId = FirstId(sections, static map => map.Mid);
        RidId = FirstId(sections, static map => map.RtpStreamId);
        RepairedRidId = FirstId(sections, static map => map.RepairedRtpStreamId);
        TransportCcId = FirstId(sections, static map => map.TransportCc);
        RebindRoutes();
        CloseUnclaimed(previous);
        RefreshStreams();
    }

    /// <summary>The route of a packet; <paramref name="isNew"/> when this is the first packet of a stream.</summary>
    public bool TryRoute(in RtpPacket packet, PeerOptions options, out ReceiveRoute route, out bool isNew, out Drop reason)
    {
        isNew = false;
        reason = default;
        if (_routes.TryGetValue(packet.Ssrc, out route!))
            return true;

        if (_routes.Count >= MaxRoutes)
        {
            reason = Drop.TooManyStreams;
            return false;
        }

        if (FindSection(packet) is not { } section)
        {
            reason = Drop.UnknownSsrc;
            return false;
        }

        var created = section.IsRetransmission(packet.PayloadType)
            ? RouteRetransmission(packet, section)
            : RoutePrimary(packet, section, out isNew);
        if (created is null)
        {
            reason = section.Knows(packet.PayloadType) ? Drop.UnknownSsrc : Drop.UnknownPayloadType;
            return false;
        }

        _routes.Add(packet.Ssrc, created);
        route = created;
        return true;
    }

    public ReceiveStream? Find(uint ssrc) => _routes.TryGetValue(ssrc, out var route) && !route.IsRetransmission ? route.Stream : null;

    public void Close()
    {
        foreach (var stream in Streams)
            stream.Dispose();
        _routes.Clear();
        _sections = [];
        Streams = [];
    }

    private static int FirstId(IReadOnlyList<ReceiveSection> sections, Func<RtpExtensionMap, byte> id)
    {
        foreach (var section in sections)
        {
            if (id(section.Extensions) is > 0 and var value)
                return value;
        }

        return 0;
    }

    private ReceiveSectionState? FindSection(in RtpPacket packet)
    {
        if (MidId > 0 && packet.TryGetExtension(MidId, out var mid))
            return FindByMid(mid);
        foreach (var section in _sections)
        {
            if (section.Announces(packet.Ssrc))
                return section;
        }

        ReceiveSectionState? candidate = null;
        foreach (var section in _sections)
        {
            if (!section.Knows(packet.PayloadType))
                continue;
            if (section.Streams.Count == 0)
                return section;
            candidate ??= section;
        }

        return candidate;
    }

    private ReceiveSectionState? FindByMid(ReadOnlySpan<byte> mid)
    {
        foreach (var section in _sections)
        {
            if (section.HasMid(mid))
                return section;
        }

        return null;
    }

    private ReceiveRoute? RoutePrimary(in RtpPacket packet, ReceiveSectionState section, out bool isNew)
    {
        isNew = false;
        if (section.Primary(packet.PayloadType) is not { } payload)
            return null;
        string? rid = null;
        if (RidId > 0 && packet.TryGetExtension(RidId, out var ridBytes))
        {
            rid = section.FindRid(ridBytes);
            if (rid is null && section.Section.Rids.Count > 0)
                return null;
        }

        section.Close(section.Streams.Find(stream => stream.Rid == rid && !section.Announces(stream.Ssrc)), _routes);
        var created = new ReceiveStream(new ReceiveStreamOptions
        {
            Ssrc = packet.Ssrc,
            Kind = section.Section.Kind,
            ClockRate = payload.ClockRate,
            Nack = payload.Nack,
            Mid = section.Section.Mid,
            Rid = rid,
            HistoryBudget = _historyBudget,
        });
        section.Streams.Add(created);
        isNew = true;
        RefreshStreams();
        return new ReceiveRoute(section, created, isRetransmission: false);
    }

    private ReceiveRoute? RouteRetransmission(in RtpPacket packet, ReceiveSectionState section)
    {
        ReceiveStream? primary = null;
        if (RepairedRidId > 0 && packet.TryGetExtension(RepairedRidId, out var ridBytes))
        {
            var rid = section.FindRid(ridBytes);
            primary = section.Streams.Find(stream => stream.Rid == rid);
        }
        else if (section.PrimaryOfRtx(packet.Ssrc) is { } ssrc)
        {
            primary = section.Streams.Find(stream => stream.Ssrc == ssrc);
        }
        else if (section.Streams.Count == 1)
        {
            primary = section.Streams[0];
        }

        return primary is null ? null : new ReceiveRoute(section, primary, isRetransmission: true);
    }

    private void RebindRoutes()
    {
        foreach (var (ssrc, route) in _routes)
        {
            if (_sections.Find(state => state.Section.Mid == route.Section.Section.Mid) is { } section)
                route.Section = section;
            else
                _routes.Remove(ssrc);
        }
    }

    private void CloseUnclaimed(List<ReceiveSectionState> previous)
    {
        foreach (var old in previous)
        {
            if (_sections.Exists(state => state.Section.Mid == old.Section.Mid))
                continue;
            foreach (var stream in old.Streams)
                stream.Dispose();
        }
    }

    private void RefreshStreams() => Streams = _sections.SelectMany(section => section.Streams).ToArray();
}

/// <summary>Where the packets of one SSRC go.</summary>
internal sealed class ReceiveRoute(ReceiveSectionState section, ReceiveStream stream, bool isRetransmission)
{
    public ReceiveSectionState Section { get; set; } = section;

    public ReceiveStream Stream { get; } = stream;

    public bool IsRetransmission { get; } = isRetransmission;
}

/// <summary>A section with its tables by payload type and the streams seen on it.</summary>
internal sealed class ReceiveSectionState
{
    private readonly byte[] _mid;
    private readonly byte[][] _rids;
    private readonly PayloadMapping?[] _primary = new PayloadMapping?[128];
    private readonly PayloadMapping?[] _retransmission = new PayloadMapping?[128];

    public ReceiveSectionState(ReceiveSection section, List<ReceiveStream> streams)
    {
        Section = section;
        Streams = streams;
        _mid = Encoding.ASCII.GetBytes(section.Mid);
        _rids = section.Rids.Select(Encoding.ASCII.GetBytes).ToArray();
        foreach (var payload in section.Payloads)
        {
            _primary[payload.PayloadType & 0x7F] = payload;
            if (payload.RtxPayloadType is { } rtx)
                _retransmission[rtx & 0x7F] = payload;
        }
    }

    public ReceiveSection Section { get; }

    public List<ReceiveStream> Streams { get; }

    public bool HasMid(ReadOnlySpan<byte> mid) => mid.SequenceEqual(_mid);

    public bool Knows(byte payloadType) => _primary[payloadType & 0x7F] is not null || IsRetransmission(payloadType);

    public bool IsRetransmission(byte payloadType) => _retransmission[payloadType & 0x7F] is not null;

    public PayloadMapping? Primary(byte payloadType) => _primary[payloadType & 0x7F];

    /// <summary>The payload that an RTX payload type carries.</summary>
    public PayloadMapping? Retransmitted(byte payloadType) => _retransmission[payloadType & 0x7F];

    public string? FindRid(ReadOnlySpan<byte> rid)
    {
        for (var i = 0; i < _rids.Length; i++)
        {
            if (rid.SequenceEqual(_rids[i]))
                return Section.Rids[i];
        }

        return null;
    }

    public bool Announces(uint ssrc)
    {
        foreach (var pair in Section.Ssrcs)
        {
            if (pair.Ssrc == ssrc || pair.RtxSsrc == ssrc)
                return true;
        }

        return false;
    }

    public uint? PrimaryOfRtx(uint rtxSsrc)
    {
        foreach (var pair in Section.Ssrcs)
        {
            if (pair.RtxSsrc == rtxSsrc)
                return pair.Ssrc;
        }

        return null;
    }

    /// <summary>A sender that starts a layer anew under another SSRC replaces the old one.</summary>
    public void Close(ReceiveStream? stream, Dictionary<uint, ReceiveRoute> routes)
    {
        if (stream is null)
            return;
        Streams.Remove(stream);
        foreach (var (ssrc, route) in routes)
        {
            if (ReferenceEquals(route.Stream, stream))
                routes.Remove(ssrc);
        }

        stream.Dispose();
    }
}
