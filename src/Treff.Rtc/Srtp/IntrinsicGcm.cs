using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Treff.Rtc.Srtp;

/// <summary>AES-128-GCM with the processor's instructions: <see cref="AesNi"/> for the key stream, <see cref="Ghash"/> for the tag.</summary>
internal sealed unsafe class IntrinsicGcm : Gcm
{
    /// <summary>The tag's mask is the first block of key stream, the data's begins with the second.</summary>
    private const int FirstPassData = AesNi.PassLength - BlockLength;

    private readonly PinnedKeyMemory _memory = new(AesNi.RoundKeysLength + Ghash.TableLength);
    private readonly byte* _roundKeys;
    private readonly byte* _powers;
    private readonly bool _isWide;

    public IntrinsicGcm(ReadOnlySpan<byte> key, bool isWide)
    {
        _roundKeys = _memory.Pointer;
        _powers = _roundKeys + AesNi.RoundKeysLength;
        _isWide = isWide;
        AesNi.ExpandKey(key[..KeyLength], _roundKeys);
        Ghash.WritePowers(AesNi.EncryptBlock(_roundKeys, default), _powers);
    }

    [SkipLocalsInit]
    public override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        destination = destination[..(source.Length + TagLength)];
        var keyStream = stackalloc byte[AesNi.PassLength];
        var counter = FirstCounter(nonce);
        fixed (byte* input = source, output = destination, associated = associatedData)
        {
            AesNi.KeyStreamPass(_roundKeys, counter, keyStream);
            var mask = Vector128.Load(keyStream);
            ApplyKeyStream(counter, keyStream, input, output, source.Length);
            var hash = Ghash.Hash(_powers, associated, associatedData.Length, output, source.Length, _isWide);
            (hash ^ mask).Store(output + source.Length);
        }

        GC.KeepAlive(_memory);
    }

    [SkipLocalsInit]
    public override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data)
    {
        var length = data.Length - TagLength;
        var keyStream = stackalloc byte[AesNi.PassLength];
        var counter = FirstCounter(nonce);
        fixed (byte* bytes = data, associated = associatedData)
        {
            AesNi.KeyStreamPass(_roundKeys, counter, keyStream);
            var hash = Ghash.Hash(_powers, associated, associatedData.Length, bytes, length, _isWide);
            // One comparison of the whole tag: its time says nothing about where it differs.
            if ((hash ^ Vector128.Load(keyStream)) != Vector128.Load(bytes + length))
                return false;
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

    /// <summary>Uses up the first pass of key stream, which begins with the tag's mask, then makes more.</summary>
    private void ApplyKeyStream(Vector128<uint> counter, byte* keyStream, byte* input, byte* output, int length)
    {
        AesNi.XorKeyStream(keyStream + BlockLength, input, output, Math.Min(length, FirstPassData));
        var done = FirstPassData;
        counter = AesNi.Add(counter, AesNi.PassBlocks);
        for (; length - done >= AesNi.PassLength; done += AesNi.PassLength)
        {
            AesNi.XorPass(_roundKeys, counter, input + done, output + done);
            counter = AesNi.Add(counter, AesNi.PassBlocks);
        }

        if (length <= done)
            return;
        AesNi.KeyStreamPass(_roundKeys, counter, keyStream);
        AesNi.XorKeyStream(keyStream, input + done, output + done, length - done);
    }
}
