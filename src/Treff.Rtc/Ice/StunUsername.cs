namespace Treff.Rtc.Ice;

/// <summary>USERNAME of a check: the receiver's fragment, a colon, the sender's fragment (RFC 8445 section 7.2.2).</summary>
internal static class StunUsername
{
    /// <summary>True when the first fragment is ours; the second one is not looked at (RFC 8445 section 7.3).</summary>
    public static bool IsFor(IceCredentials receiver, in StunMessage request)
    {
        var fragment = receiver.UsernameFragmentBytes;
        var username = request.Username;
        return username.Length > fragment.Length && username[fragment.Length] == (byte)':' && username.StartsWith(fragment);
    }
}
