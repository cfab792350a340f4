using Treff.Rtc.Dtls;
using Treff.Rtc.Sdp;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Signal;

/// <summary>Reads from a client's description how its end of a connection is recognised.</summary>
internal static class RemoteTransport
{
    /// <summary>From the client's offer, which may restart ICE. False without credentials or a fingerprint.</summary>
    public static bool TryTakeOffer(PeerLink link, SessionDescription sdp)
    {
        var known = link.Peer.Ice.Remote;
        if (!TryTakeAnswer(link, sdp))
            return false;
        // RFC 8839 section 4.4.1.1.1: other credentials are a restart, and the answer to it has new ones too.
        if (known is not null && known != link.Peer.Ice.Remote)
            link.RestartIce();
        return true;
    }

    public static bool TryTakeAnswer(PeerLink link, SessionDescription sdp)
    {
        var media = sdp.Media.Find(candidate => !candidate.IsRejected);
        if (media is null || !sdp.TryGetIceCredentials(media, out var credentials) || PickFingerprint(sdp, media) is not { } fingerprint)
            return false;
        link.SetRemote(credentials, fingerprint);
        return true;
    }

    private static DtlsFingerprint? PickFingerprint(SessionDescription sdp, MediaDescription media)
    {
        var fingerprints = sdp.FingerprintsOf(media);
        if (fingerprints.Count == 0)
            return null;
        var best = fingerprints.FirstOrDefault(fingerprint => fingerprint.Algorithm == "sha-256") ?? fingerprints[0];
        return new DtlsFingerprint(best.Algorithm, best.Value);
    }
}
