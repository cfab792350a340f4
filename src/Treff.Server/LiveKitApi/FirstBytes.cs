using System.Buffers;
using System.Buffers.Binary;
using Treff.Rtc.Ice;

namespace Treff.Server.LiveKitApi;

/// <summary>Who speaks on a new connection, by its first bytes.</summary>
internal enum FirstBytes
{
    /// <summary>Not enough yet.</summary>
    Incomplete,

    /// <summary>Everything that is not recognised as media: HTTP answers nonsense with 400 by itself.</summary>
    Http,

    /// <summary>Datagrams behind their lengths (RFC 4571), the first of them STUN.</summary>
    Ice,

    /// <summary>STUN as it is (RFC 8656).</summary>
    Turn,

    /// <summary>Begins like media and is none.</summary>
    Nonsense,
}

/// <summary>
/// The demultiplexer of the HTTP port. HTTP/1.1, HTTP/2 and TLS begin with bytes above 12. STUN begins with its type, of which the first byte is
/// 0 to 3 (0 for everything that a client may send first), and has its cookie at byte 4; behind an RFC 4571 length, of which the first byte is
/// at most 5 for a STUN message, the cookie is at byte 6.
/// </summary>
internal static class FirstBytesReader
{
    private const byte LastOfMedia = 5;
    private const int TurnCookie = 4, IceCookie = 6, Needed = 10;

    public static FirstBytes Read(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsEmpty)
            return FirstBytes.Incomplete;
        if (buffer.FirstSpan[0] > LastOfMedia)
            return FirstBytes.Http;
        Span<byte> head = stackalloc byte[Needed];
        var length = (int)Math.Min(buffer.Length, Needed);
        buffer.Slice(0, length).CopyTo(head);
        if (length >= TurnCookie + 4 && BinaryPrimitives.ReadUInt32BigEndian(head[TurnCookie..]) == StunMessage.MagicCookie)
            return FirstBytes.Turn;
        if (length < Needed)
            return FirstBytes.Incomplete;
        return BinaryPrimitives.ReadUInt32BigEndian(head[IceCookie..]) == StunMessage.MagicCookie ? FirstBytes.Ice : FirstBytes.Nonsense;
    }
}
