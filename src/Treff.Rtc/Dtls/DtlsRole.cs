namespace Treff.Rtc.Dtls;

/// <summary>Who speaks first (the <c>a=setup</c> attribute of RFC 8842).</summary>
public enum DtlsRole
{
    /// <summary>Waits for the ClientHello (<c>passive</c>): what a server of browsers is.</summary>
    Server,

    /// <summary>Sends the ClientHello (<c>active</c>): for tests and load generators.</summary>
    Client,
}
