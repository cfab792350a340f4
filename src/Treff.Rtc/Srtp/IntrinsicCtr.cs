using System.Runtime.CompilerServices;

namespace Treff.Rtc.Srtp;

/// <summary>AES-128 counter mode with the processor's instructions. The last 32 bits of the counter must not wrap: with SRTP the last 16 do not.</summary>
internal sealed unsafe class IntrinsicCtr : AesCtr
{
    private readonly PinnedKeyMemory _memory = new(AesNi.RoundKeysLength);

    public IntrinsicCtr(ReadOnlySpan<byte> key) => AesNi.ExpandKey(key[..BlockLength], _memory.Pointer);

    [SkipLocalsInit]
    public override void Apply(ReadOnlySpan<byte> counter, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var roundKeys = _memory.Pointer;
        var next = AesNi.LoadCounter(counter);
        var length = source.Length;
        var done = 0;
        fixed (byte* input = source, output = destination[..length])
        {
            for (; length - done >= AesNi.PassLength; done += AesNi.PassLength)
            {
                AesNi.XorPass(roundKeys, next, input + done, output + done);
                next = AesNi.Add(next, AesNi.PassBlocks);
            }

            if (done < length)
            {
                var keyStream = stackalloc byte[AesNi.PassLength];
                AesNi.KeyStreamPass(roundKeys, next, keyStream);
                AesNi.XorKeyStream(keyStream, input + done, output + done, length - done);
            }
        }

        GC.KeepAlive(_memory);
    }

    public override void Dispose() => _memory.Dispose();
}
