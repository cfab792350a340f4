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

    [Theory]
    [InlineData((int)CipherImplementation.Fastest)]
    [InlineData((int)CipherImplementation.Intrinsics)]
    [InlineData((int)CipherImplementation.Intrinsics128)]
    public void Agrees_with_the_framework_at_random(int implementation)
    {
        var random = new SeededRandom(42);
        for (var round = 0; round < Rounds; round++)
            Compare(random, (CipherImplementation)implementation, random.Next(MaxAssociated), random.Next(MaxData));
    }

    [Theory]
    [InlineData((int)CipherImplementation.Intrinsics)]
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
    [InlineData((int)CipherImplementation.Intrinsics128)]
    [InlineData((int)CipherImplementation.OpenSsl)]
    public void Agrees_beyond_the_table_of_powers(int implementation)
    {
        var random = new SeededRandom(44);
        for (var length = 1400; length < 1800; length++)
            Compare(random, (CipherImplementation)implementation, random.Next(200), length);
        Compare(random, (CipherImplementation)implementation, 12, 70_000);
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
