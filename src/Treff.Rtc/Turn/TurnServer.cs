using System.Text;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

/// <summary>
/// A TURN server (RFC 8656) that relays to the media server of this process and nowhere else: no relay socket is ever opened. A client's
/// datagram comes out as one from a synthetic path, and what is sent to that path goes back through the client's channel. Sans-IO; for one
/// thread. See docs/turn.md.
/// </summary>
public sealed partial class TurnServer
{
    /// <summary>What a caller must have room for in the response span of <see cref="Handle"/>.</summary>
    public const int MaxResponseLength = TurnResponses.MaxLength;

    /// <summary>By how much <see cref="TryWrap"/> may lengthen a datagram: a Data indication with an IPv6 peer, padded.</summary>
    public const int MaxOverhead = StunMessage.HeaderLength + 24 + 4 + 3;

    private const byte Udp = 17;
    private const byte IPv4 = 1, IPv6 = 2;

    private readonly TurnServerOptions _options;
    private readonly TurnCredentialIssuer _credentials;
    private readonly TurnNonce _nonces;
    private readonly IRandomSource _random;
    private readonly byte[] _realm;
    private readonly TurnAllocations _allocations = new();
    private long _challengeSecond;
    private int _challenges;

    public TurnServer(TurnServerOptions options, TurnCredentialIssuer credentials, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(random);
        _options = options;
        _credentials = credentials;
        _nonces = new TurnNonce(random);
        _random = random;
        _realm = Encoding.UTF8.GetBytes(options.Realm);
    }

    /// <summary>The media server's addresses: the only peers.</summary>
    public TurnPeers Peers { get; } = new();

    public TurnStatistics Statistics { get; } = new();

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

    /// <summary>Whether a datagram is the relay's business rather than ICE's: by the STUN method, or by the first byte (RFC 7983).</summary>
    public static bool IsForTurn(ReadOnlySpan<byte> datagram) => ChannelData.LooksLikeChannelData(datagram) || TurnMessage.LooksLikeTurn(datagram);

    public bool HasAllocation(in NetworkPath client) => _allocations.TryFind(client, out _);

    /// <summary>Takes one message of a client. <paramref name="response"/> holds at least <see cref="MaxResponseLength"/> bytes.</summary>
    public TurnOutcome Handle(Timestamp now, ReadOnlySpan<byte> message, in NetworkPath client, Span<byte> response)
    {
        if (ChannelData.LooksLikeChannelData(message))
            return HandleChannelData(now, message, client);
        if (!TurnMessage.TryParse(message, out var turn) || turn.HasWrongFingerprint)
            return Malformed();
        return turn.Class switch
        {
            StunClass.Request when turn.Length <= TurnMessage.MaxRequestLength && turn.Method is not (StunMethod.Send or StunMethod.Data) =>
                TurnOutcome.Response(HandleRequest(now, turn, client, response)),
            StunClass.Indication when turn.Method == StunMethod.Send => HandleSend(now, turn, client),
            _ => Malformed(),
        };
    }

    /// <summary>The client's connection is gone, and its allocation with it.</summary>
    public void Forget(in NetworkPath client)
    {
        if (_allocations.TryFind(client, out var allocation))
            Remove(allocation);
    }

    /// <summary>Ends the allocations that were not refreshed.</summary>
    public void HandleTimeout(Timestamp now)
    {
        // The rest is a method of its own: what its lambda captures would be allocated before this question, in every turn.
        if (now >= NextTimeout)
            EndExpired(now);
    }

    private void EndExpired(Timestamp now)
    {
        foreach (var allocation in _allocations.All.Where(allocation => allocation.ExpiresAt <= now).ToArray())
            Remove(allocation);
        NextTimeout = Timestamp.Never;
        foreach (var allocation in _allocations.All)
            NextTimeout = Timestamp.Min(NextTimeout, allocation.ExpiresAt);
    }

    private TurnOutcome Malformed()
    {
        Statistics.Malformed++;
        return default;
    }

    private void Remove(TurnAllocation allocation)
    {
        _allocations.Remove(allocation);
        Statistics.Allocations = _allocations.Count;
    }
}
