using Treff.Rtc;
using Treff.Rtc.Ice;
using Treff.Rtc.Sdp;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Signal;

/// <summary>What is the same in every description that we write for a connection.</summary>
internal sealed record LocalTransport(
    ulong SessionId, IceCredentials Local, SdpFingerprint Fingerprint, IReadOnlyList<IceCandidate> Candidates)
{
    private const int SctpPort = 5000;

    // What clients of LiveKit's protocol expect; they cap what they send at 64,000 bytes.
    private const int MaxMessageSize = 65535;

    public static LocalTransport Of(PeerLink link, Participant participant, ulong sessionId)
    {
        var host = participant.Room.Host;
        var fingerprint = new SdpFingerprint(host.Fingerprint.Algorithm, host.Fingerprint.Value);
        return new(sessionId, link.Peer.Ice.Local, fingerprint, host.CandidatesFor(participant.Network.PublicAddresses));
    }

    /// <summary>For the origin line: 63 bits (RFC 8829 section 5.2.1).</summary>
    public static ulong NewSessionId(IRandomSource random) => ((ulong)random.NextUInt32() << 31) | random.NextUInt32();

    public static MediaDescription DataSection() => MediaDescription.DataChannel(SctpPort, MaxMessageSize);

    /// <summary>All candidates, in the first section: everything is bundled on it.</summary>
    public void AddCandidates(SessionDescription description)
    {
        if (description.Media.Find(media => !media.IsRejected) is not { } first)
            return;
        first.Candidates.AddRange(Candidates);
        first.EndOfCandidates = true;
    }
}
