namespace Treff.Rtc.Sctp.Packet;

/// <summary>
/// ABORT (RFC 9260 3.3.7) and, alike but for the causes, SHUTDOWN COMPLETE (3.3.13). With the T bit the sender had no association and
/// reflects the tag of the packet it answers.
/// </summary>
internal static class AbortChunk
{
    public const byte ReflectedTag = 1;

    public static bool HasReflectedTag(in RawChunk raw) => (raw.Flags & ReflectedTag) != 0;
}
