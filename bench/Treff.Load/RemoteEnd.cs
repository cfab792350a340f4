using System.Net;
using System.Text.Json;
using Treff.Rtc;
using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Sdp;

namespace Treff.Load;

/// <summary>Reads from a server's description, and from its candidates, how to connect and what will come.</summary>
internal static class RemoteEnd
{
    public static (IceCredentials Credentials, DtlsFingerprint Fingerprint) Identity(SessionDescription sdp)
    {
        var media = sdp.Media.Find(section => !section.IsRejected);
        if (media is null || !sdp.TryGetIceCredentials(media, out var credentials) || sdp.FingerprintsOf(media) is not [var fingerprint, ..])
            throw new InvalidDataException("the server's description has no ICE credentials or no fingerprint");
        return (credentials, new DtlsFingerprint(fingerprint.Algorithm, fingerprint.Value));
    }

    /// <summary>Candidates that stand in the description itself.</summary>
    public static IEnumerable<IceCandidate> Candidates(SessionDescription sdp) => sdp.Media.SelectMany(media => media.Candidates);

    /// <summary>The candidate of a trickle message (RTCIceCandidateInit as JSON); null for the one that says there are no more.</summary>
    public static IceCandidate? Candidate(string candidateInit)
    {
        if (candidateInit.Length == 0)
            return null;
        using var json = JsonDocument.Parse(candidateInit);
        var text = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("candidate", out var value) ? value.GetString() : null;
        return IceCandidate.TryParse(text, out var candidate) ? candidate : null;
    }

    /// <summary>The address to use: UDP and IPv4, loopback when the server was given by a loopback address.</summary>
    public static TransportAddress? Choose(IReadOnlyList<IceCandidate> candidates, bool preferLoopback)
    {
        var usable = candidates
            .Where(candidate => candidate is { Transport: "udp", Type: IceCandidateType.Host or IceCandidateType.ServerReflexive })
            .Select(candidate => (Parsed: IPAddress.TryParse(candidate.Address, out var address) ? address : null, candidate.Port))
            .Where(candidate => candidate.Parsed is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork })
            .OrderBy(candidate => IPAddress.IsLoopback(candidate.Parsed!) == preferLoopback ? 0 : 1)
            .ToList();
        return usable.Count == 0 ? null : TransportAddress.From(usable[0].Parsed!, usable[0].Port);
    }

    /// <summary>The sections on which the server will send.</summary>
    public static List<ReceiveSection> Sections(SessionDescription sdp) =>
        [.. sdp.Media.Where(media => media.Kind is not null && !media.IsRejected && media.Ssrcs.Count > 0).Select(ToSection)];

    private static ReceiveSection ToSection(MediaDescription media)
    {
        var extensions = RtpExtensionMap.From(media.ExtMaps.Select(map => (map.Id, map.Uri)), media.ExtmapAllowMixed);
        return new ReceiveSection
        {
            Mid = media.Mid ?? "",
            Kind = media.Kind!.Value,
            Extensions = extensions,
            Ssrcs = [.. Pairs(media)],
            Payloads =
            [
                .. media.RtpMaps.Where(map => !map.Is("rtx")).Select(map => new PayloadMapping(
                    (byte)map.PayloadType,
                    map.EncodingName,
                    map.ClockRate,
                    (byte?)media.FindRtxPayloadType(map.PayloadType),
                    media.HasFeedback(map.PayloadType, "nack"),
                    extensions.TransportCc != 0 && media.HasFeedback(map.PayloadType, "transport-cc"))),
            ],
        };
    }

    private static IEnumerable<SsrcPair> Pairs(MediaDescription media)
    {
        var groups = media.SsrcGroups.Where(group => group.Semantics == SsrcGroup.FlowIdentification && group.Ssrcs.Count == 2).ToList();
        return media.Ssrcs
            .Where(ssrc => !groups.Exists(group => group.Ssrcs[1] == ssrc.Ssrc))
            .Select(ssrc => new SsrcPair(ssrc.Ssrc, groups.Find(group => group.Ssrcs[0] == ssrc.Ssrc)?.Ssrcs[1]));
    }
}
