namespace Treff.Rtc.Srtp;

/// <summary>
/// The replay windows of one peer, by SSRC, up to a fixed number. A window is made only for an SSRC that has authenticated a packet:
/// a stranger cannot make the server remember anything.
/// </summary>
internal sealed class ReplayWindows(int capacity)
{
    private readonly Dictionary<uint, ReplayWindow> _windows = [];
    private ReplayWindow? _last;
    private uint _lastSsrc;

    public bool IsFull => _windows.Count >= capacity;

    /// <summary>Null for an SSRC without a packet so far. Packets come in runs of one SSRC, so the last one is kept at hand.</summary>
    public ReplayWindow? Find(uint ssrc)
    {
        if (_lastSsrc == ssrc && _last is not null)
            return _last;
        if (!_windows.TryGetValue(ssrc, out var window))
            return null;
        (_lastSsrc, _last) = (ssrc, window);
        return window;
    }

    public ReplayWindow Add(uint ssrc)
    {
        var window = new ReplayWindow();
        _windows.Add(ssrc, window);
        return window;
    }
}
