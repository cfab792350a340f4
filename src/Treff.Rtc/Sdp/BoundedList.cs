namespace Treff.Rtc.Sdp;

internal static class BoundedList
{
    /// <summary>Adds while there is room; a stranger's description must not grow without end.</summary>
    public static SdpErrorKind TryAdd<T>(this List<T> list, T item, int limit)
    {
        if (list.Count >= limit)
            return SdpErrorKind.TooMany;
        list.Add(item);
        return SdpErrorKind.None;
    }
}
