using System.Text;
using Treff.LiveKit;

namespace Treff.Sfu.Rooms;

/// <summary>Sizes a client or an API caller may ask for; the numbers are LiveKit's.</summary>
internal static class RoomLimits
{
    public const int NameLength = 256;
    public const int MetadataBytes = 64_000;
    public const int AttributesBytes = 64_000;

    public static bool AllowsAttributes(IEnumerable<KeyValuePair<string, string>> attributes) =>
        attributes.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) <= AttributesBytes;

    /// <summary>With the changes made: a value that is replaced no longer counts.</summary>
    public static bool AllowsAttributes(IReadOnlyDictionary<string, string> present, IReadOnlyDictionary<string, string> changes) =>
        AllowsAttributes(present.Where(pair => !changes.ContainsKey(pair.Key)).Concat(changes));

    public static bool AllowsMetadata(string metadata) => Encoding.UTF8.GetByteCount(metadata) <= MetadataBytes;

    /// <summary>The refusal of a call, in LiveKit's words.</summary>
    public static RoomServiceException Exceeded(string what, int limit) =>
        new(TwirpErrorCode.InvalidArgument, $"{what} exceeds limits {limit}") { Argument = $"{what} exceeds limits" };
}
