using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Treff.Rtc.Srtp;

/// <summary>
/// AES-128 with the processor's instructions (FIPS 197), eight blocks at a time: one AES round takes three or four cycles but two can begin
/// in each, so that eight blocks cost as much as one. Counter blocks are kept with their last 32 bits in the processor's byte order.
/// </summary>
internal static unsafe class AesBlocks
{
    public const int BlockLength = 16;
    public const int RoundKeysLength = 11 * BlockLength;

    /// <summary>Blocks that one pass makes.</summary>
    public const int PassBlocks = 8;

    public const int PassLength = PassBlocks * BlockLength;

    private const int LastRound = 10;
    private const int WordsPerBlock = 4;

    private static ReadOnlySpan<byte> RoundConstants => [0, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x1B, 0x36];

    /// <summary>Reverses the bytes of the last 32-bit word.</summary>
    private static Vector128<byte> CounterOrder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 14, 13, 12);
    }

    /// <summary>FIPS 197 section 5.2.</summary>
    public static void ExpandKey(ReadOnlySpan<byte> key, byte* roundKeys)
    {
        var words = (uint*)roundKeys;
        Vector128.Create(key).Store(roundKeys);
        for (var round = 1; round <= LastRound; round++, words += WordsPerBlock)
        {
            words[4] = words[0] ^ SubstituteBytes(BitOperations.RotateRight(words[3], 8)) ^ RoundConstants[round];
            words[5] = words[1] ^ words[4];
            words[6] = words[2] ^ words[5];
            words[7] = words[3] ^ words[6];
        }
    }

    public static Vector128<byte> EncryptBlock(byte* roundKeys, Vector128<byte> block)
    {
        block ^= Vector128.Load(roundKeys);
        for (var round = 1; round < LastRound; round++)
            block = CipherInstructions.Round(block, Vector128.Load(roundKeys + (round * BlockLength)));
        return CipherInstructions.LastRound(block, Vector128.Load(roundKeys + (LastRound * BlockLength)));
    }

    /// <summary>A counter block in network order, as the other methods want it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> LoadCounter(ReadOnlySpan<byte> block) => CipherInstructions.Shuffle(Vector128.Create(block), CounterOrder).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add(Vector128<uint> counter, int blocks) => counter + Vector128.Create(0u, 0, 0, (uint)blocks);

    /// <summary>Eight blocks of source, XORed with the key stream from <paramref name="counter"/> on.</summary>
    [SkipLocalsInit]
    public static void XorPass(byte* roundKeys, Vector128<uint> counter, byte* source, byte* destination)
    {
        EncryptPass(roundKeys, counter, out var b0, out var b1, out var b2, out var b3, out var b4, out var b5, out var b6, out var b7);
        (b0 ^ Vector128.Load(source)).Store(destination);
        (b1 ^ Vector128.Load(source + 16)).Store(destination + 16);
        (b2 ^ Vector128.Load(source + 32)).Store(destination + 32);
        (b3 ^ Vector128.Load(source + 48)).Store(destination + 48);
        (b4 ^ Vector128.Load(source + 64)).Store(destination + 64);
        (b5 ^ Vector128.Load(source + 80)).Store(destination + 80);
        (b6 ^ Vector128.Load(source + 96)).Store(destination + 96);
        (b7 ^ Vector128.Load(source + 112)).Store(destination + 112);
    }

    /// <summary>Eight blocks of key stream.</summary>
    [SkipLocalsInit]
    public static void KeyStreamPass(byte* roundKeys, Vector128<uint> counter, byte* destination)
    {
        EncryptPass(roundKeys, counter, out var b0, out var b1, out var b2, out var b3, out var b4, out var b5, out var b6, out var b7);
        b0.Store(destination);
        b1.Store(destination + 16);
        b2.Store(destination + 32);
        b3.Store(destination + 48);
        b4.Store(destination + 64);
        b5.Store(destination + 80);
        b6.Store(destination + 96);
        b7.Store(destination + 112);
    }

    /// <summary>XORs what is at most one pass with ready key stream; reads and writes not a byte more than <paramref name="length"/>.</summary>
    [SkipLocalsInit]
    public static void XorKeyStream(byte* keyStream, byte* source, byte* destination, int length)
    {
        var done = 0;
        for (; length - done >= BlockLength; done += BlockLength)
            (Vector128.Load(keyStream + done) ^ Vector128.Load(source + done)).Store(destination + done);
        if (done == length)
            return;
        var last = stackalloc byte[BlockLength];
        Unsafe.CopyBlockUnaligned(last, source + done, (uint)(length - done));
        (Vector128.Load(keyStream + done) ^ Vector128.Load(last)).Store(last);
        Unsafe.CopyBlockUnaligned(destination + done, last, (uint)(length - done));
    }

    /// <summary>By the last AES round: with the same word in every column its ShiftRows changes nothing.</summary>
    private static uint SubstituteBytes(uint word) =>
        CipherInstructions.LastRound(Vector128.Create(word).AsByte(), Vector128<byte>.Zero).AsUInt32().ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EncryptPass(
        byte* roundKeys,
        Vector128<uint> counter,
        out Vector128<byte> b0,
        out Vector128<byte> b1,
        out Vector128<byte> b2,
        out Vector128<byte> b3,
        out Vector128<byte> b4,
        out Vector128<byte> b5,
        out Vector128<byte> b6,
        out Vector128<byte> b7)
    {
        var key = Vector128.Load(roundKeys);
        var order = CounterOrder;
        b0 = CipherInstructions.Shuffle(counter.AsByte(), order) ^ key;
        b1 = CipherInstructions.Shuffle(Add(counter, 1).AsByte(), order) ^ key;
        b2 = CipherInstructions.Shuffle(Add(counter, 2).AsByte(), order) ^ key;
        b3 = CipherInstructions.Shuffle(Add(counter, 3).AsByte(), order) ^ key;
        b4 = CipherInstructions.Shuffle(Add(counter, 4).AsByte(), order) ^ key;
        b5 = CipherInstructions.Shuffle(Add(counter, 5).AsByte(), order) ^ key;
        b6 = CipherInstructions.Shuffle(Add(counter, 6).AsByte(), order) ^ key;
        b7 = CipherInstructions.Shuffle(Add(counter, 7).AsByte(), order) ^ key;
        for (var round = 1; round < LastRound; round++)
        {
            key = Vector128.Load(roundKeys + (round * BlockLength));
            b0 = CipherInstructions.Round(b0, key);
            b1 = CipherInstructions.Round(b1, key);
            b2 = CipherInstructions.Round(b2, key);
            b3 = CipherInstructions.Round(b3, key);
            b4 = CipherInstructions.Round(b4, key);
            b5 = CipherInstructions.Round(b5, key);
            b6 = CipherInstructions.Round(b6, key);
            b7 = CipherInstructions.Round(b7, key);
        }

        key = Vector128.Load(roundKeys + (LastRound * BlockLength));
        b0 = CipherInstructions.LastRound(b0, key);
        b1 = CipherInstructions.LastRound(b1, key);
        b2 = CipherInstructions.LastRound(b2, key);
        b3 = CipherInstructions.LastRound(b3, key);
        b4 = CipherInstructions.LastRound(b4, key);
        b5 = CipherInstructions.LastRound(b5, key);
        b6 = CipherInstructions.LastRound(b6, key);
        b7 = CipherInstructions.LastRound(b7, key);
    }
}
