using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Treff.Rtc.Srtp;

/// <summary>
/// A sum of 256-bit carry-less products of two blocks that has not been reduced yet, in three parts: low, middle (at bit 64), high.
/// Blocks are in the bit order of POLYVAL (RFC 8452): the processor's.
/// </summary>
internal struct GhashProducts
{
    /// <summary>
    /// The high half of the field's polynomial x^128 + x^127 + x^126 + x^121 + 1. Its low half is 1, which costs no multiplication.
    /// </summary>
    private const ulong Polynomial = 0xC200_0000_0000_0000;

    private Vector128<ulong> _low;
    private Vector128<ulong> _middle;
    private Vector128<ulong> _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> a, Vector128<ulong> b)
    {
        _low ^= CipherInstructions.MultiplyLow(a, b);
        _middle ^= CipherInstructions.MultiplyCross(a, b);
        _high ^= CipherInstructions.MultiplyHigh(a, b);
    }

    /// <summary>Adds the four sums that stand in the lanes of wide vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<ulong> low, Vector512<ulong> middle, Vector512<ulong> high)
    {
        _low ^= Fold(low);
        _middle ^= Fold(middle);
        _high ^= Fold(high);
    }

    /// <summary>Adds the two sums that stand in the lanes of wide vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector256<ulong> low, Vector256<ulong> middle, Vector256<ulong> high)
    {
        _low ^= low.GetLower() ^ low.GetUpper();
        _middle ^= middle.GetLower() ^ middle.GetUpper();
        _high ^= high.GetLower() ^ high.GetUpper();
    }

    /// <summary>
    /// The sum times x^−128 in the field (Montgomery's reduction): twice, the low 64 bits are made zero by adding a multiple of the
    /// polynomial, and dropped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<ulong> Reduce()
    {
        var polynomial = Vector128.CreateScalar(Polynomial);
        var low = _low ^ CipherInstructions.LowToHigh(_middle);
        var high = _high ^ CipherInstructions.HighToLow(_middle);
        low = CipherInstructions.SwapHalves(low) ^ CipherInstructions.MultiplyLow(low, polynomial);
        return high ^ CipherInstructions.SwapHalves(low) ^ CipherInstructions.MultiplyLow(low, polynomial);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector512<ulong> v)
    {
        var half = v.GetLower() ^ v.GetUpper();
        return half.GetLower() ^ half.GetUpper();
    }
}
