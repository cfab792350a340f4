using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Treff.Rtc.Srtp;

/// <summary>AES-128-GCM with the processor's instructions: <see cref="AesBlocks"/> for the key stream, <see cref="Ghash"/> for the tag.</summary>
internal sealed unsafe class IntrinsicGcm : Gcm
{
    /// <summary>The tag's mask is the first block of key stream, the data's begins with the second.</summary>
    private const int FirstPassData = AesBlocks.PassLength - BlockLength;

    private readonly PinnedKeyMemory _memory = new(AesBlocks.RoundKeysLength + Ghash.TableLength);
    private readonly byte* _roundKeys;
    private readonly byte* _powers;
    private readonly int _vectorBits;

    public IntrinsicGcm(ReadOnlySpan<byte> key, int vectorBits)
    {
        _roundKeys = _memory.Pointer;
        _powers = _roundKeys + AesBlocks.RoundKeysLength;
        _vectorBits = vectorBits;
        AesBlocks.ExpandKey(key[..KeyLength], _roundKeys);
        Ghash.WritePowers(AesBlocks.EncryptBlock(_roundKeys, default), _powers);
    }

    [SkipLocalsInit]
    public override void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var length = prefix.Length + source.Length;
        destination = destination[..(length + TagLength)];
        var keyStream = stackalloc byte[AesBlocks.PassLength];
        var counter = FirstCounter(nonce);
        fixed (byte* input = source, output = destination, associated = associatedData)
        {
            AesBlocks.KeyStreamPass(_roundKeys, counter, keyStream);
            var mask = Vector128.Load(keyStream);
            var first = input;
            if (!prefix.IsEmpty)
            {
                // Only what the first pass takes is put together; from there on the source is read where it lies.
                prefix.CopyTo(destination);
                source[..Math.Min(source.Length, FirstPassData - prefix.Length)].CopyTo(destination[prefix.Length..]);
                first = output;
            }

            AesBlocks.XorKeyStream(keyStream + BlockLength, first, output, Math.Min(length, FirstPassData));
            ApplyKeyStream(counter, keyStream, input - prefix.Length, output, length);
            var hash = Ghash.Hash(_powers, associated, associatedData.Length, output, length, _vectorBits);
            (hash ^ mask).Store(output + length);
        }

        GC.KeepAlive(_memory);
    }

    [SkipLocalsInit]
    public override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data)
    {
        var length = data.Length - TagLength;
        var keyStream = stackalloc byte[AesBlocks.PassLength];
        var counter = FirstCounter(nonce);
        fixed (byte* bytes = data, associated = associatedData)
        {
            AesBlocks.KeyStreamPass(_roundKeys, counter, keyStream);
            var hash = Ghash.Hash(_powers, associated, associatedData.Length, bytes, length, _vectorBits);
            // One comparison of the whole tag: its time says nothing about where it differs.
            if ((hash ^ Vector128.Load(keyStream)) != Vector128.Load(bytes + length))
                return false;
            AesBlocks.XorKeyStream(keyStream + BlockLength, bytes, bytes, Math.Min(length, FirstPassData));
            ApplyKeyStream(counter, keyStream, bytes, bytes, length);
        }

        GC.KeepAlive(_memory);
        return true;
    }

    public override void Dispose() => _memory.Dispose();

    /// <summary>J0 of NIST SP 800-38D section 7.1 for a 12-byte nonce: the nonce and the counter 1.</summary>
    private static Vector128<uint> FirstCounter(ReadOnlySpan<byte> nonce) => Vector128.Create(
        BinaryPrimitives.ReadUInt32LittleEndian(nonce),
        BinaryPrimitives.ReadUInt32LittleEndian(nonce[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(nonce[8..]),
        1u);

    /// <summary>All but what the first pass of key stream, which begins with the tag's mask, was used for.</summary>
    private void ApplyKeyStream(Vector128<uint> counter, byte* keyStream, byte* input, byte* output, int length)
    {
        var done = FirstPassData;
        counter = AesBlocks.Add(counter, AesBlocks.PassBlocks);
        for (; length - done >= AesBlocks.PassLength; done += AesBlocks.PassLength)
        {
            AesBlocks.XorPass(_roundKeys, counter, input + done, output + done);
            counter = AesBlocks.Add(counter, AesBlocks.PassBlocks);
        }

        if (length <= done)
            return;
        AesBlocks.KeyStreamPass(_roundKeys, counter, keyStream);
        AesBlocks.XorKeyStream(keyStream, input + done, output + done, length - done);
    }
}
