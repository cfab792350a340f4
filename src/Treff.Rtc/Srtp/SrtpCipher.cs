using System.Globalization;
using System.Runtime.InteropServices;

namespace Treff.Rtc.Srtp;

/// <summary>What encrypts media on this processor.</summary>
public static class SrtpCipher
{
    /// <summary>For the log: the code that was chosen for AES-GCM.</summary>
    public static string Description => CipherImplementation.Fastest.UsesIntrinsics()
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"own AES-GCM ({RuntimeInformation.ProcessArchitecture}, {CipherImplementation.Fastest.VectorBits()}-bit carry-less multiplication)")
        : "AES-GCM of OpenSSL";
}
