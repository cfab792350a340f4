namespace Treff.Rtc.Tests.Support;

/// <summary>
/// What a parser must survive: every prefix of a valid message, and seeded damage to it. Each variant is an array of exactly its own
/// length, so that a read past the end throws instead of finding old bytes.
/// </summary>
internal static class Mutations
{
    /// <summary>Every proper prefix of <paramref name="message"/>, from empty to one byte short.</summary>
    public static IEnumerable<byte[]> Truncations(byte[] message)
    {
        for (var length = 0; length < message.Length; length++)
            yield return message[..length];
    }

    /// <summary><paramref name="count"/> damaged copies of <paramref name="message"/>; the same ones for the same seed.</summary>
    public static IEnumerable<byte[]> Damaged(byte[] message, int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        for (var i = 0; i < count; i++)
            yield return Damage(message, random);
    }

    /// <summary>One to four random edits: bits, bytes, boundary values, removed, doubled or inserted runs.</summary>
    public static byte[] Damage(byte[] message, SeededRandom random)
    {
        var bytes = new List<byte>(message);
        for (var edits = 1 + random.Next(4); edits > 0; edits--)
            Edit(bytes, random);
        return [.. bytes];
    }

    private static void Edit(List<byte> bytes, SeededRandom random)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var at = random.Next(bytes.Count);
        var run = Math.Min(1 + random.Next(8), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes[at] = Boundary(random); break;
            case 3: bytes.RemoveRange(at, run); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, run)); break;
            case 5: bytes.Insert(at, (byte)random.Next(256)); break;
            default: bytes.RemoveRange(at, bytes.Count - at); break;
        }
    }

    private static byte Boundary(SeededRandom random) => random.Next(5) switch
    {
        0 => 0,
        1 => 1,
        2 => 0x7F,
        3 => 0x80,
        _ => 0xFF,
    };
}
