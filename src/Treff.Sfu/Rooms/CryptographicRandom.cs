using System.Security.Cryptography;
using Treff.Rtc;

namespace Treff.Sfu.Rooms;

/// <summary>The system's random source, for credentials, SSRCs and sequence numbers.</summary>
internal sealed class CryptographicRandom : IRandomSource
{
    public static readonly CryptographicRandom Instance = new();

    private CryptographicRandom()
    {
    }

    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
