using System.Runtime.CompilerServices;

namespace Treff.Rtc.Srtp;

/// <summary>AES-128 counter mode with the processor's instructions. The last 32 bits of the counter must not wrap: with SRTP the last 16 do not.</summary>
internal sealed unsafe class IntrinsicCtr : AesCtr
{
    private readonly PinnedKeyMemory _memory = new(AesBlocks.RoundKeysLength);

    public IntrinsicCtr(ReadOnlySpan<byte> key) => AesBlocks.ExpandKey(key[..BlockLength], _memory.Pointer);

    [SkipLocalsInit]
    public override void Apply(ReadOnlySpan<byte> counter, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var roundKeys = _memory.Pointer;
        var next = AesBlocks.LoadCounter(counter);
        var length = source.Length;
        var done = 0;
        fixed (byte* input = source, output = destination[..length])
        {
            for (; length - done >= AesBlocks.PassLength; done += AesBlocks.PassLength)
            {
                AesBlocks.XorPass(roundKeys, next, input + done, output + done);
                next = AesBlocks.Add(next, AesBlocks.PassBlocks);
            }

            if (done < length)
            {
                var keyStream = stackalloc byte[AesBlocks.PassLength];
                AesBlocks.KeyStreamPass(roundKeys, next, keyStream);
                AesBlocks.XorKeyStream(keyStream, input + done, output + done, length - done);
            }
        }

        GC.KeepAlive(_memory);
    }

    public override void Dispose() => _memory.Dispose();
}
