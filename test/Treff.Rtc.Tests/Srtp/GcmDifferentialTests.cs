using System.Security.Cryptography;
using Treff.Rtc.Srtp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Srtp;

/// <summary>Our GCM and .NET's must agree on every length of header and payload.</summary>
public sealed class GcmDifferentialTests
{
    private const int Rounds = 20_000;
    private const int MaxAssociated = 100;
    private const int MaxData = 1700;
    private const int Guard = 64;

    [Theory]
    [InlineData((int)CipherImplementation.Fastest)]
    [InlineData((int)CipherImplementation.Intrinsics)]
    [InlineData((int)CipherImplementation.Intrinsics256)]
    [InlineData((int)CipherImplementation.Intrinsics128)]
    public void Agrees_with_the_framework_at_random(int implementation)
    {
        var random = new SeededRandom(42);
        for (var round = 0; round < Rounds; round++)
            Compare(random, (CipherImplementation)implementation, random.Next(MaxAssociated), random.Next(MaxData));
    }

    [Theory]
    [InlineData((int)CipherImplementation.Intrinsics)]
    [InlineData((int)CipherImplementation.Intrinsics256)]
    [InlineData((int)CipherImplementation.Intrinsics128)]
    [InlineData((int)CipherImplementation.OpenSsl)]
    public void Agrees_with_the_framework_for_every_short_length(int implementation)
    {
        var random = new SeededRandom(43);
        for (var associated = 0; associated <= 33; associated++)
        {
            for (var length = 0; length <= 300; length++)
                Compare(random, (CipherImplementation)implementation, associated, length);
        }
    }

    [Theory]
    [InlineData((int)CipherImplementation.Intrinsics)]
    [InlineData((int)CipherImplementation.Intrinsics256)]
    [InlineData((int)CipherImplementation.Intrinsics128)]
    [InlineData((int)CipherImplementation.OpenSsl)]
    public void Agrees_beyond_the_table_of_powers(int implementation)
    {
        var random = new SeededRandom(44);
        for (var length = 1400; length < 1800; length++)
            Compare(random, (CipherImplementation)implementation, random.Next(200), length);
        Compare(random, (CipherImplementation)implementation, 12, 70_000);
    }

    [Theory]
    [InlineData((int)CipherImplementation.Intrinsics)]
    [InlineData((int)CipherImplementation.Intrinsics256)]
    [InlineData((int)CipherImplementation.Intrinsics128)]
    [InlineData((int)CipherImplementation.OpenSsl)]
    public void Writes_nothing_outside_the_packet(int implementation)
    {
        // Packets that the kernel received together lie side by side, and each is opened in place.
        var random = new SeededRandom(45);
        using var gcm = Gcm.Create(Bytes(random, Gcm.KeyLength), (CipherImplementation)implementation);
        var nonce = Bytes(random, Gcm.NonceLength);
        var associated = Bytes(random, 12 + Gcm.BlockLength).AsSpan(0, 12);
        for (var length = 0; length <= 300; length++)
        {
            var memory = Bytes(random, Guard + length + Gcm.TagLength + Guard);
            var before = memory.ToArray();
            var data = memory.AsSpan(Guard, length + Gcm.TagLength);
            gcm.Seal(nonce, associated, data[..length], data);
            Assert.True(gcm.TryOpen(nonce, associated, data));
            Assert.Equal(before.AsSpan(0, Guard + length), memory.AsSpan(0, Guard + length));
            Assert.Equal(before.AsSpan(Guard + data.Length), memory.AsSpan(Guard + data.Length));
        }
    }

    /// <summary>What the processor cannot do is done another way: every implementation can be asked for everywhere.</summary>
    [Fact]
    public void Wider_vectors_are_used_only_where_there_are_any()
    {
        Assert.Equal(128, CipherImplementation.Intrinsics128.VectorBits());
        Assert.InRange(CipherImplementation.Intrinsics256.VectorBits(), 128, 256);
        Assert.True(CipherImplementation.Fastest.VectorBits() >= CipherImplementation.Intrinsics256.VectorBits());
        Assert.False(CipherImplementation.OpenSsl.UsesIntrinsics());
        Assert.Equal(CipherInstructions.IsSupported, CipherImplementation.Fastest.UsesIntrinsics());
        Assert.Contains("AES-GCM", SrtpCipher.Description, StringComparison.Ordinal);
    }

    private static void Compare(SeededRandom random, CipherImplementation implementation, int associatedLength, int dataLength)
    {
        var key = Bytes(random, Gcm.KeyLength);
        var nonce = Bytes(random, Gcm.NonceLength);
        var associatedBuffer = Bytes(random, associatedLength + Gcm.BlockLength);
        var associated = associatedBuffer.AsSpan(0, associatedLength);
        var clear = Bytes(random, dataLength);
        var expected = new byte[dataLength + Gcm.TagLength];
        using (var framework = new AesGcm(key, Gcm.TagLength))
            framework.Encrypt(nonce, clear, expected.AsSpan(0, dataLength), expected.AsSpan(dataLength), associated);

        using var gcm = Gcm.Create(key, implementation);
        var elsewhere = new byte[expected.Length];
        gcm.Seal(nonce, associated, clear, elsewhere);
        Assert.True(expected.AsSpan().SequenceEqual(elsewhere), $"{associatedLength} + {dataLength}");

        var inPlace = new byte[expected.Length];
        clear.CopyTo(inPlace, 0);
        gcm.Seal(nonce, associated, inPlace.AsSpan(0, dataLength), inPlace);
        Assert.True(expected.AsSpan().SequenceEqual(inPlace), $"{associatedLength} + {dataLength} in place");

        var prefixLength = Math.Min(random.Next(Gcm.MaxPrefix + 1), dataLength);
        var inParts = new byte[expected.Length];
        gcm.Seal(nonce, associated, clear.AsSpan(0, prefixLength), clear.AsSpan(prefixLength), inParts);
        Assert.True(expected.AsSpan().SequenceEqual(inParts), $"{associatedLength} + {prefixLength} and {dataLength - prefixLength}");

        Assert.True(gcm.TryOpen(nonce, associated, inPlace));
        Assert.True(clear.AsSpan().SequenceEqual(inPlace.AsSpan(0, dataLength)));
    }

    private static byte[] Bytes(SeededRandom random, int length)
    {
        var bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }
}
