using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

/// <summary>One client's relayed transport address with its permissions and channels (RFC 8656 section 3.2).</summary>
internal sealed class TurnAllocation(NetworkPath client, string username, byte[] key, TransportAddress relayed, StunTransactionId transaction)
{
    /// <summary>Peers are addresses of ours: a client has no use for more of them.</summary>
    private const int MaxPermissions = 64, MaxChannels = 64;

    // RFC 8656 sections 9 and 12.
    private static readonly TimeSpan PermissionLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ChannelLifetime = TimeSpan.FromMinutes(10);

    private readonly List<(UInt128 Ip, Timestamp Until)> _permissions = [];
    private readonly List<(ushort Number, int Peer, Timestamp Until)> _channels = [];

    public NetworkPath Client { get; } = client;

    public string Username { get; } = username;

    /// <summary>Of the credentials that made it; later requests must use the same (441).</summary>
    public byte[] Key { get; } = key;

    public TransportAddress Relayed { get; } = relayed;

    /// <summary>Of the request that made it: the same request again is answered again, not refused.</summary>
    public StunTransactionId Transaction { get; } = transaction;

    public uint LifetimeSeconds { get; set; }

    public Timestamp ExpiresAt { get; set; }

    /// <summary>Installs or prolongs; false when there are too many.</summary>
    public bool TryPermit(Timestamp now, UInt128 ip)
    {
        _permissions.RemoveAll(permission => permission.Until <= now || permission.Ip == ip);
        if (_permissions.Count >= MaxPermissions)
            return false;
        _permissions.Add((ip, now + PermissionLifetime));
        return true;
    }

    public bool Permits(Timestamp now, UInt128 ip)
    {
        foreach (var (permitted, until) in _permissions)
        {
            if (permitted == ip)
                return until > now;
        }

        return false;
    }

    /// <summary>Whether the channel is free for the peer and the peer free for the channel, or they are bound already.</summary>
    public bool CanBind(Timestamp now, ushort number, int peer)
    {
        foreach (var channel in _channels)
        {
            if (channel.Until > now && (channel.Number == number) != (channel.Peer == peer))
                return false;
        }

        return true;
    }

    /// <summary>Binds or prolongs; false when there are too many.</summary>
    public bool TryBind(Timestamp now, ushort number, int peer)
    {
        _channels.RemoveAll(channel => channel.Until <= now || channel.Number == number);
        if (_channels.Count >= MaxChannels)
            return false;
        _channels.Add((number, peer, now + ChannelLifetime));
        return true;
    }

    public bool TryFindPeer(Timestamp now, ushort number, out int peer)
    {
        foreach (var channel in _channels)
        {
            if (channel.Number != number || channel.Until <= now)
                continue;
            peer = channel.Peer;
            return true;
        }

        peer = 0;
        return false;
    }

    public bool TryFindChannel(Timestamp now, int peer, out ushort number)
    {
        foreach (var channel in _channels)
        {
            if (channel.Peer != peer || channel.Until <= now)
                continue;
            number = channel.Number;
            return true;
        }

        number = 0;
        return false;
    }
}
