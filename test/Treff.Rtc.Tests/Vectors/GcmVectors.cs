using Treff.Rtc.Srtp;

namespace Treff.Rtc.Tests.Vectors;

/// <summary>Test cases 1 to 4 of the GCM specification that NIST SP 800-38D refers to: 128-bit keys and 96-bit nonces.</summary>
public sealed class GcmVectors
{
    private const string Key = "feffe9928665731c6d6a8f9467308308";
    private const string Nonce = "cafebabefacedbaddecaf888";

    private const string Clear =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";

    private const string Cipher =
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
        + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091";

    public static TheoryData<int, string, string, string, string, string, string> Cases()
    {
        var zeros = new string('0', 32);
        var data = new TheoryData<int, string, string, string, string, string, string>();
        foreach (var implementation in Enum.GetValues<CipherImplementation>())
        {
            var i = (int)implementation;
            data.Add(i, zeros, zeros[..24], "", "", "", "58e2fccefa7e3061367f1d57a4e7455a");
            data.Add(i, zeros, zeros[..24], "", zeros, "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf");
            data.Add(i, Key, Nonce, "", Clear + "1aafd255", Cipher + "473f5985", "4d5c2af327cd64a62cf35abd2ba6fab4");
            data.Add(i, Key, Nonce, "feedfacedeadbeeffeedfacedeadbeefabaddad2", Clear, Cipher, "5bc94fbc3221a5db94fae95ae7121a47");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Seals_and_opens(int implementation, string key, string nonce, string associated, string clear, string cipher, string tag)
    {
        using var gcm = Gcm.Create(Convert.FromHexString(key), (CipherImplementation)implementation);
        var data = new byte[(clear.Length / 2) + Gcm.TagLength];
        var padded = new byte[32];
        Convert.FromHexString(associated).CopyTo(padded, 0);
        gcm.Seal(Convert.FromHexString(nonce), padded.AsSpan(0, associated.Length / 2), Convert.FromHexString(clear), data);
        Assert.Equal(cipher + tag, Convert.ToHexStringLower(data));
        Assert.True(gcm.TryOpen(Convert.FromHexString(nonce), padded.AsSpan(0, associated.Length / 2), data));
        Assert.Equal(clear, Convert.ToHexStringLower(data.AsSpan(0, clear.Length / 2)));
    }
}
