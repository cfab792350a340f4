using System.Runtime.Intrinsics.X86;

namespace Treff.Rtc.Srtp;

/// <summary>Which code does the work; anything but <see cref="Fastest"/> is for tests and benches.</summary>
internal enum CipherImplementation
{
    /// <summary>Whatever of the following the processor can do, from top to bottom.</summary>
    Fastest,

    /// <summary>AES-NI, and carry-less multiplication of four blocks at a time where the processor has that.</summary>
    Intrinsics,

    /// <summary>AES-NI and carry-less multiplication of one block at a time.</summary>
    Intrinsics128,

    /// <summary>Any processor.</summary>
    OpenSsl,
}

internal static class CipherImplementationExtensions
{
    /// <summary>True when the code with processor instructions is wanted and possible.</summary>
    public static bool UsesIntrinsics(this CipherImplementation implementation) =>
        implementation != CipherImplementation.OpenSsl && Aes.IsSupported && Pclmulqdq.IsSupported && Ssse3.IsSupported;

    public static bool UsesWideVectors(this CipherImplementation implementation) =>
        implementation != CipherImplementation.Intrinsics128 && Pclmulqdq.V512.IsSupported && Avx512BW.IsSupported;
}
