using System.Text;

namespace Treff.Sfu.Rooms;

/// <summary>Sizes a client or an API caller may ask for; the numbers are LiveKit's.</summary>
internal static class RoomLimits
{
    public const int NameLength = 256;
    public const int MetadataBytes = 512 * 1024;
    public const int AttributesBytes = 64 * 1024;

    public static bool AllowsAttributes(IEnumerable<KeyValuePair<string, string>> attributes) =>
        attributes.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) <= AttributesBytes;

    public static bool AllowsMetadata(string metadata) => Encoding.UTF8.GetByteCount(metadata) <= MetadataBytes;
}
