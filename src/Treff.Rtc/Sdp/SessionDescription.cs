using System.Diagnostics.CodeAnalysis;
using System.Text;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Sdp;

/// <summary>
/// One session description (RFC 8866) as WebRTC uses it (RFC 8829): what is needed to read the offers and answers of browsers and native clients
/// and to write our own. Attributes that are not modelled are skipped.
/// </summary>
public sealed class SessionDescription : TransportAttributes
{
    public SdpOrigin Origin { get; set; } = SdpOrigin.Anonymous(0, 0);

    /// <summary>a=ice-lite: the writer of this description is a lite agent.</summary>
    public bool IsIceLite { get; set; }

    public List<MediaGroup> Groups { get; } = [];

    /// <summary>a=msid-semantic, e.g. "WMS *"; null when absent.</summary>
    public string? MsidSemantic { get; set; }

    public List<MediaDescription> Media { get; } = [];

    /// <summary>The mids of the first BUNDLE group, empty without one.</summary>
    public IReadOnlyList<string> BundledMids => Groups.Find(group => group.Semantics == MediaGroup.Bundle)?.Mids ?? [];

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SessionDescription? description, out SdpError error) =>
        SdpParser.TryParse(text, out description, out error);

    public MediaDescription? FindMedia(string mid) => Media.Find(media => media.Mid == mid);

    /// <summary>
    /// The ICE credentials that apply to <paramref name="media"/>: its own, else the session's. False when they are missing or not what RFC 8839
    /// allows.
    /// </summary>
    public bool TryGetIceCredentials(MediaDescription? media, [NotNullWhen(true)] out IceCredentials? credentials) =>
        IceCredentials.TryCreate(media?.IceUfrag ?? IceUfrag, media?.IcePwd ?? IcePwd, out credentials);

    /// <summary>The fingerprints that apply to <paramref name="media"/>: its own, else the session's.</summary>
    public IReadOnlyList<SdpFingerprint> FingerprintsOf(MediaDescription? media) =>
        media is { Fingerprints.Count: > 0 } ? media.Fingerprints : Fingerprints;

    /// <summary>The DTLS role that applies to <paramref name="media"/>; null when neither level has one.</summary>
    public SdpSetup? SetupOf(MediaDescription? media) => media?.Setup ?? Setup;

    public void WriteTo(StringBuilder text) => SdpWriter.Write(this, text);

    /// <summary>The whole description, CRLF after every line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(1024 * (1 + (2 * Media.Count)));
        WriteTo(text);
        return text.ToString();
    }
}
