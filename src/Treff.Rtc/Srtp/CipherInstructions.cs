using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Treff.Rtc.Srtp;

/// <summary>
/// The few operations that AES and GHASH are made of, in the instructions of x64 (AES-NI, PCLMULQDQ, SSSE3) or of ARM64 (AES and PMULL of
/// the cryptographic extension). The compiler for the running processor keeps one branch of each.
/// </summary>
internal static class CipherInstructions
{
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (X86Aes.IsSupported && Pclmulqdq.IsSupported && Ssse3.IsSupported) || (ArmAes.IsSupported && AdvSimd.Arm64.IsSupported);
    }

    /// <summary>One AES round (FIPS 197 section 5.1): SubBytes, ShiftRows, MixColumns, AddRoundKey.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> roundKey) => X86Aes.IsSupported
        ? X86Aes.Encrypt(state, roundKey)
        // AESE adds its key before the substitution, x64 after the mixing: with a zero key it leaves that to us.
        : ArmAes.MixColumns(ArmAes.Encrypt(state, Vector128<byte>.Zero)) ^ roundKey;

    /// <summary>The last round has no MixColumns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LastRound(Vector128<byte> state, Vector128<byte> roundKey) => X86Aes.IsSupported
        ? X86Aes.EncryptLast(state, roundKey)
        : ArmAes.Encrypt(state, Vector128<byte>.Zero) ^ roundKey;

    /// <summary>Puts the bytes of a vector into another order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Shuffle(Vector128<byte> vector, Vector128<byte> order) => Ssse3.IsSupported
        ? Ssse3.Shuffle(vector, order)
        : AdvSimd.Arm64.VectorTableLookup(vector, order);

    /// <summary>Carry-less product of the low halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyLow(Vector128<ulong> a, Vector128<ulong> b) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(a, b, 0x00)
        : ArmAes.PolynomialMultiplyWideningLower(a.GetLower(), b.GetLower());

    /// <summary>Carry-less product of the high halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyHigh(Vector128<ulong> a, Vector128<ulong> b) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(a, b, 0x11)
        : ArmAes.PolynomialMultiplyWideningUpper(a, b);

    /// <summary>The sum of the two carry-less products of a low half with a high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyCross(Vector128<ulong> a, Vector128<ulong> b)
    {
        if (Pclmulqdq.IsSupported)
            return Pclmulqdq.CarrylessMultiply(a, b, 0x01) ^ Pclmulqdq.CarrylessMultiply(a, b, 0x10);
        var swapped = SwapHalves(b);
        return ArmAes.PolynomialMultiplyWideningLower(a.GetLower(), swapped.GetLower()) ^ ArmAes.PolynomialMultiplyWideningUpper(a, swapped);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> SwapHalves(Vector128<ulong> v) => Sse2.IsSupported
        ? Sse2.Shuffle(v.AsUInt32(), 0x4E).AsUInt64()
        : AdvSimd.ExtractVector128(v, v, 1);

    /// <summary>The low half as the high one, zero below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> LowToHigh(Vector128<ulong> v) => Sse2.IsSupported
        ? Sse2.ShiftLeftLogical128BitLane(v, 8)
        : AdvSimd.ExtractVector128(Vector128<ulong>.Zero, v, 1);

    /// <summary>The high half as the low one, zero above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> HighToLow(Vector128<ulong> v) => Sse2.IsSupported
        ? Sse2.ShiftRightLogical128BitLane(v, 8)
        : AdvSimd.ExtractVector128(v, Vector128<ulong>.Zero, 1);
}
