using Treff.Rtc.Dtls;
using Treff.Rtc.Ice;
using Treff.Rtc.Sdp;

namespace Treff.Sfu.Tests.Support;

/// <summary>Answers a server's offer as a browser does that takes everything in it.</summary>
internal static class TestAnswer
{
    /// <summary>Turns the parsed offer into the answer.</summary>
    public static SessionDescription Write(SessionDescription offer, IceCredentials credentials, DtlsFingerprint fingerprint)
    {
        offer.IsIceLite = false;
        offer.Fingerprints.Clear();
        offer.Fingerprints.Add(new SdpFingerprint(fingerprint.Algorithm, fingerprint.Value));
        offer.IceUfrag = null;
        offer.IcePwd = null;
        foreach (var media in offer.Media)
            AnswerSection(media, credentials);
        return offer;
    }

    private static void AnswerSection(MediaDescription media, IceCredentials credentials)
    {
        media.Setup = SdpSetup.Active;
        media.IceUfrag = credentials.UsernameFragment;
        media.IcePwd = credentials.Password;
        media.Fingerprints.Clear();
        media.Candidates.Clear();
        media.Msid = null;
        media.Ssrcs.Clear();
        media.SsrcGroups.Clear();
        if (!media.IsDataChannel)
            media.Direction = media.Direction.Sends() ? SdpDirection.ReceiveOnly : SdpDirection.Inactive;
    }
}
