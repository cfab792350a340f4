using System.Runtime.Intrinsics.X86;

namespace Treff.Rtc.Srtp;

/// <summary>Which code does the work; anything but <see cref="Fastest"/> is for tests and benches.</summary>
internal enum CipherImplementation
{
    /// <summary>Whatever of the following the processor can do, from top to bottom.</summary>
    Fastest,

    /// <summary>The processor's AES, and carry-less multiplication of as many blocks at a time as it has: four, two or one.</summary>
    Intrinsics,

    /// <summary>Carry-less multiplication of two blocks at a time at most.</summary>
    Intrinsics256,

    /// <summary>Carry-less multiplication of one block at a time: any x64 since 2010, ARM64 with the cryptographic extension.</summary>
    Intrinsics128,

    /// <summary>Any processor.</summary>
    OpenSsl,
}

internal static class CipherImplementationExtensions
{
    /// <summary>True when the code with processor instructions is wanted and possible.</summary>
    public static bool UsesIntrinsics(this CipherImplementation implementation) =>
        implementation != CipherImplementation.OpenSsl && CipherInstructions.IsSupported;

    /// <summary>How wide the carry-less multiplication is, in bits: 512, 256 or 128.</summary>
    public static int VectorBits(this CipherImplementation implementation) => implementation switch
    {
        CipherImplementation.Fastest or CipherImplementation.Intrinsics when Pclmulqdq.V512.IsSupported && Avx512BW.IsSupported => 512,
        CipherImplementation.Fastest or CipherImplementation.Intrinsics or CipherImplementation.Intrinsics256
            when Pclmulqdq.V256.IsSupported && Avx2.IsSupported => 256,
        _ => 128,
    };
}
