using Treff.Rtc.Srtp;

namespace Treff.Rtc.Dtls;

/// <summary>What a finished handshake has brought: the peer's certificate and the SRTP keys.</summary>
internal static unsafe class PeerHandshakeResult
{
    /// <summary>The certificate in DER form; empty when the peer showed none.</summary>
    public static byte[] ReadCertificate(SslHandle ssl)
    {
        var certificate = OpenSsl.SSL_get1_peer_certificate(ssl);
        if (certificate == 0)
            return [];
        try
        {
            var der = new byte[Math.Max(OpenSsl.i2d_X509(certificate, null), 0)];
            fixed (byte* start = der)
            {
                var end = start;
                return OpenSsl.i2d_X509(certificate, &end) == der.Length ? der : [];
            }
        }
        finally
        {
            OpenSsl.X509_free(certificate);
        }
    }

    /// <summary>The keys of RFC 5764 section 4.2: client key, server key, client salt, server salt. Null without a profile.</summary>
    public static SrtpKeyingMaterial? ExportKeys(SslHandle ssl)
    {
        var selected = OpenSsl.SSL_get_selected_srtp_profile(ssl);
        if (selected is null)
            return null;
        var profile = (SrtpProfile)(ushort)selected->Id.Value;
        var saltLength = SrtpKeyingMaterial.SaltLength(profile);
        Span<byte> keys = stackalloc byte[2 * (SrtpKeyingMaterial.KeyLength + saltLength)];
        if (saltLength == 0 || !TryExport(ssl, keys))
            return null;

        var salts = keys[(2 * SrtpKeyingMaterial.KeyLength)..];
        var material = new SrtpKeyingMaterial(
            profile,
            keys[..SrtpKeyingMaterial.KeyLength].ToArray(),
            salts[..saltLength].ToArray(),
            keys.Slice(SrtpKeyingMaterial.KeyLength, SrtpKeyingMaterial.KeyLength).ToArray(),
            salts[saltLength..].ToArray());
        keys.Clear();
        return material;
    }

    private static bool TryExport(SslHandle ssl, Span<byte> keys)
    {
        var label = "EXTRACTOR-dtls_srtp"u8;
        fixed (byte* output = keys)
        fixed (byte* name = label)
        {
            return OpenSsl.SSL_export_keying_material(
                ssl, output, (nuint)keys.Length, name, (nuint)label.Length, context: null, contextLength: 0, useContext: 0) == 1;
        }
    }
}
