using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Treff.Rtc.Srtp;

/// <summary>
/// GHASH (NIST SP 800-38D section 6.4) with the processor's carry-less multiplication, in the form of POLYVAL (RFC 8452 appendix A):
/// with the bytes of every block reversed and the key doubled, the field has the bit order of the instruction.
/// </summary>
/// <remarks>
/// Instead of multiplying by H once for each block and reducing each time, block i of n is multiplied by H^(n−i+1) from a table, the
/// products are added, and the sum is reduced once.
/// </remarks>
internal static unsafe class Ghash
{
    /// <summary>Powers in the table: enough for any packet of 1,500 bytes, its header and the block of lengths.</summary>
    public const int Powers = 104;

    public const int TableLength = Powers * BlockLength;

    private const int BlockLength = 16;

    /// <summary>16 bytes of ones, 16 of zeros: loaded from 16 − n on, the first n bytes are ones.</summary>
    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private static Vector128<byte> ReversedOrder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    }

    /// <summary>Fills the table with H^104 … H^1, so that the powers for successive blocks stand in their order.</summary>
    /// <param name="hashKey">The encrypted zero block.</param>
    /// <param name="table">Room for <see cref="TableLength"/> bytes.</param>
    public static void WritePowers(Vector128<byte> hashKey, byte* table)
    {
        var h = Double(Reverse(hashKey));
        var power = h;
        for (var i = Powers - 1; i >= 0; i--)
        {
            power.Store((ulong*)(table + (i * BlockLength)));
            power = Multiply(power, h);
        }
    }

    /// <summary>
    /// GHASH over associated data and cipher text, each padded with zeros to whole blocks, and the block of their lengths. Memory
    /// behind both is read up to the end of their last block. The vectors (128, 256 or 512 bits) must be ones that the processor has.
    /// </summary>
    public static Vector128<byte> Hash(byte* table, byte* associated, int associatedLength, byte* data, int dataLength, int vectorBits)
    {
        var blocks = Blocks(associatedLength) + Blocks(dataLength) + 1;
        if (blocks > Powers)
            return HashLong(table, associated, associatedLength, data, dataLength);

        var power = table + ((Powers - blocks) * BlockLength);
        var sum = default(GhashProducts);
        AddBlocks(ref sum, ref power, associated, associatedLength);
        var done = vectorBits switch
        {
            512 => AddBlocks512(ref sum, power, data, dataLength),
            256 => AddBlocks256(ref sum, power, data, dataLength),
            _ => 0,
        };
        power += done;
        AddBlocks(ref sum, ref power, data + done, dataLength - done);
        sum.Add(Lengths(associatedLength, dataLength), LoadPower(power));
        return Reverse(sum.Reduce());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBlocks(ref GhashProducts sum, ref byte* power, byte* data, int length)
    {
        for (; length >= BlockLength; length -= BlockLength, data += BlockLength, power += BlockLength)
            sum.Add(Reverse(Vector128.Load(data)), LoadPower(power));
        if (length > 0)
        {
            sum.Add(Reverse(LoadFirst(data, length)), LoadPower(power));
            power += BlockLength;
        }
    }

    /// <summary>Adds as many groups of four blocks as there are; returns how many bytes that was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AddBlocks512(ref GhashProducts sum, byte* power, byte* data, int length)
    {
        var order = Vector512.Create(Vector256.Create(ReversedOrder));
        Vector512<ulong> low = default, middle = default, high = default;
        var done = 0;
        for (; length - done >= 4 * BlockLength; done += 4 * BlockLength)
        {
            var x = Avx512BW.Shuffle(Vector512.Load(data + done), order).AsUInt64();
            var h = Vector512.Load((ulong*)(power + done));
            low ^= Pclmulqdq.V512.CarrylessMultiply(x, h, 0x00);
            middle ^= Pclmulqdq.V512.CarrylessMultiply(x, h, 0x01) ^ Pclmulqdq.V512.CarrylessMultiply(x, h, 0x10);
            high ^= Pclmulqdq.V512.CarrylessMultiply(x, h, 0x11);
        }

        sum.Add(low, middle, high);
        return done;
    }

    /// <summary>Adds as many pairs of blocks as there are; returns how many bytes that was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AddBlocks256(ref GhashProducts sum, byte* power, byte* data, int length)
    {
        var order = Vector256.Create(ReversedOrder);
        Vector256<ulong> low = default, middle = default, high = default;
        var done = 0;
        for (; length - done >= 2 * BlockLength; done += 2 * BlockLength)
        {
            var x = Avx2.Shuffle(Vector256.Load(data + done), order).AsUInt64();
            var h = Vector256.Load((ulong*)(power + done));
            low ^= Pclmulqdq.V256.CarrylessMultiply(x, h, 0x00);
            middle ^= Pclmulqdq.V256.CarrylessMultiply(x, h, 0x01) ^ Pclmulqdq.V256.CarrylessMultiply(x, h, 0x10);
            high ^= Pclmulqdq.V256.CarrylessMultiply(x, h, 0x11);
        }

        sum.Add(low, middle, high);
        return done;
    }

    /// <summary>The same, block by block, for what the table is too short for: no datagram in practice.</summary>
    private static Vector128<byte> HashLong(byte* table, byte* associated, int associatedLength, byte* data, int dataLength)
    {
        var h = LoadPower(table + ((Powers - 1) * BlockLength));
        Vector128<ulong> hash = default;
        for (var i = 0; i < associatedLength; i += BlockLength)
            hash = Multiply(hash ^ Reverse(LoadFirst(associated + i, associatedLength - i)), h);
        for (var i = 0; i < dataLength; i += BlockLength)
            hash = Multiply(hash ^ Reverse(LoadFirst(data + i, dataLength - i)), h);
        return Reverse(Multiply(hash ^ Lengths(associatedLength, dataLength), h));
    }

    private static int Blocks(int bytes) => (bytes + BlockLength - 1) / BlockLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> LoadPower(byte* power) => Vector128.Load((ulong*)power);

    /// <summary>A block of which only the first bytes count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LoadFirst(byte* data, int length)
    {
        var zeros = Math.Max(BlockLength - length, 0);
        ref var mask = ref Unsafe.Add(ref MemoryMarshal.GetReference(Masks), zeros);
        return Vector128.Load(data) & Vector128.LoadUnsafe(ref mask);
    }

    /// <summary>The last block: both lengths in bits. Reversed, the cipher text's comes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Lengths(int associatedLength, int dataLength) =>
        Vector128.Create((ulong)dataLength * 8, (ulong)associatedLength * 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Reverse(Vector128<byte> block) => CipherInstructions.Shuffle(block, ReversedOrder).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Reverse(Vector128<ulong> block) => CipherInstructions.Shuffle(block.AsByte(), ReversedOrder);

    private static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b)
    {
        var product = default(GhashProducts);
        product.Add(a, b);
        return product.Reduce();
    }

    /// <summary>Times x in POLYVAL's field (mulX_POLYVAL of RFC 8452 appendix A); without a branch on the key.</summary>
    private static Vector128<ulong> Double(Vector128<ulong> key)
    {
        var low = key.GetElement(0);
        var high = key.GetElement(1);
        var carry = high >> 63;
        return Vector128.Create((low << 1) ^ carry, (high << 1) ^ (low >> 63) ^ ((0 - carry) & 0xC200_0000_0000_0000));
    }
}
