using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

// Requests: who asks, and may they.
public sealed partial class TurnServer
{
    // The order of RFC 8489 section 9.2.4.
    private int HandleRequest(Timestamp now, in TurnMessage request, in NetworkPath client, Span<byte> response)
    {
        if (!request.HasIntegrity)
        {
            Statistics.Challenges++;
            return Challenge(now, request, client, response, TurnErrorCode.Unauthenticated);
        }

        if (!request.HasUsername || !request.HasRealm || !request.HasNonce)
            return BadRequest(now, request, response, default);
        _allocations.TryFind(client, out var allocation);
        Span<byte> key = stackalloc byte[TurnCredentialIssuer.KeyLength];
        if (!TryAuthenticate(now, request, allocation, key))
        {
            Statistics.Unauthenticated++;
            return Challenge(now, request, client, response, TurnErrorCode.Unauthenticated);
        }

        if (!_nonces.IsValid(now, client, request.Nonce))
        {
            Statistics.StaleNonces++;
            return Challenge(now, request, client, response, TurnErrorCode.StaleNonce);
        }

        if (request.HasUnknownRequired)
        {
            Statistics.BadRequests++;
            return TurnResponses.WriteUnknownAttribute(response, request, key);
        }

        return HandleAuthentic(now, request, client, allocation, key, response);
    }

    private int HandleAuthentic(
        Timestamp now, in TurnMessage request, in NetworkPath client, TurnAllocation? allocation, ReadOnlySpan<byte> key, Span<byte> response)
    {
        if (request.Method == StunMethod.Allocate)
            return HandleAllocate(now, request, client, allocation, key, response);
        if (allocation is null || allocation.ExpiresAt <= now)
            return Mismatch(request, response, TurnErrorCode.AllocationMismatch, key);
        if (!CryptographicOperations.FixedTimeEquals(key, allocation.Key))
        {
            Statistics.Unauthenticated++;
            return TurnResponses.WriteError(response, request, TurnErrorCode.WrongCredentials, key);
        }

        return request.Method switch
        {
            StunMethod.Refresh => HandleRefresh(now, request, allocation, response),
            StunMethod.CreatePermission => HandleCreatePermission(now, request, allocation, response),
            StunMethod.ChannelBind => HandleChannelBind(now, request, allocation, response),
            _ => throw new UnreachableException(), // Handle lets no other request through
        };
    }

    // Expired credentials still serve the allocation that they made: a meeting may outlast them.
    private bool TryAuthenticate(Timestamp now, in TurnMessage request, TurnAllocation? allocation, Span<byte> key) =>
        request.Realm.SequenceEqual(_realm)
        && _credentials.TryGetKey(request.Username, _realm, key, out var expires)
        && request.HasValidIntegrity(key)
        && (now < expires || (allocation is not null && CryptographicOperations.FixedTimeEquals(key, allocation.Key)));

    private int HandleAllocate(
        Timestamp now, in TurnMessage request, in NetworkPath client, TurnAllocation? existing, ReadOnlySpan<byte> key, Span<byte> response)
    {
        if (existing is not null && existing.ExpiresAt <= now)
        {
            Remove(existing);
            existing = null;
        }

        if (existing is not null)
        {
            return existing.Transaction == request.TransactionId && CryptographicOperations.FixedTimeEquals(key, existing.Key)
                ? TurnResponses.WriteAllocated(response, request.TransactionId, existing)
                : Mismatch(request, response, TurnErrorCode.AllocationMismatch, key);
        }

        if (request.RequestedTransport is not { } transport || (request.HasReservationToken && (request.HasEvenPort || request.RequestedAddressFamily is not null)))
            return BadRequest(now, request, response, key);
        if (transport != Udp)
            return Mismatch(request, response, TurnErrorCode.UnsupportedTransport, key);
        if (!TryPickFamily(request, out var isIPv4))
            return Mismatch(request, response, TurnErrorCode.AddressFamilyNotSupported, key);
        var username = Encoding.ASCII.GetString(request.Username);
        if (Refusal(request, client, username) is { } code)
        {
            Statistics.QuotaRefusals++;
            return TurnResponses.WriteError(response, request, code, key);
        }

        var allocation = new TurnAllocation(client, username, key.ToArray(), _allocations.NewRelayed(isIPv4), request.TransactionId);
        Prolong(now, allocation, request.Lifetime);
        _allocations.Add(allocation);
        Statistics.Allocations = _allocations.Count;
        Statistics.AllocationsMade++;
        return TurnResponses.WriteAllocated(response, request.TransactionId, allocation);
    }

    // Ports are a matter of form here: every relayed port is even, and there is no next one to reserve.
    private int? Refusal(in TurnMessage request, in NetworkPath client, string username)
    {
        if (_allocations.CountOfUser(username) >= _options.MaxAllocationsPerUser
            || _allocations.CountOfAddress(client.Remote) >= _options.MaxAllocationsPerAddress)
        {
            return TurnErrorCode.AllocationQuotaReached;
        }

        var isFull = _allocations.Count >= _options.MaxAllocations || request.HasReservationToken || request.ReservesNextPort;
        return isFull ? TurnErrorCode.InsufficientCapacity : null;
    }

    // Deviation: without REQUESTED-ADDRESS-FAMILY a server that has only IPv6 gives an IPv6 address instead of 440: the relayed address must
    // be of the family of our candidates or browsers do not pair them.
    private bool TryPickFamily(in TurnMessage request, out bool isIPv4)
    {
        isIPv4 = request.RequestedAddressFamily is { } family ? family == IPv4 : Peers.HasIPv4;
        return request.RequestedAddressFamily is null or IPv4 or IPv6 && (isIPv4 ? Peers.HasIPv4 : Peers.HasIPv6);
    }

    private int HandleRefresh(Timestamp now, in TurnMessage request, TurnAllocation allocation, Span<byte> response)
    {
        if (request.RequestedAddressFamily is { } family && (family == IPv4) != allocation.Relayed.IsIPv4)
            return Mismatch(request, response, TurnErrorCode.PeerAddressFamilyMismatch, allocation.Key);
        if (request.Lifetime == 0)
        {
            Remove(allocation);
            return TurnResponses.WriteRefreshed(response, request, 0, allocation.Key);
        }

        Prolong(now, allocation, request.Lifetime);
        return TurnResponses.WriteRefreshed(response, request, allocation.LifetimeSeconds, allocation.Key);
    }

    private void Prolong(Timestamp now, TurnAllocation allocation, uint? wanted)
    {
        var seconds = Math.Clamp(wanted ?? 0, (uint)_options.DefaultLifetime.TotalSeconds, (uint)_options.MaxLifetime.TotalSeconds);
        allocation.LifetimeSeconds = seconds;
        allocation.ExpiresAt = now + TimeSpan.FromSeconds(seconds);
        NextTimeout = Timestamp.Min(NextTimeout, allocation.ExpiresAt);
    }

    // All or nothing: no permission is installed when one of the addresses is refused.
    private int HandleCreatePermission(Timestamp now, in TurnMessage request, TurnAllocation allocation, Span<byte> response)
    {
        if (request.PeerAddress is null)
            return BadRequest(now, request, response, allocation.Key);
        foreach (var peer in request.PeerAddresses)
        {
            if (peer.IsIPv4 != allocation.Relayed.IsIPv4)
                return Mismatch(request, response, TurnErrorCode.PeerAddressFamilyMismatch, allocation.Key);
            if (!Peers.ContainsIp(peer.Ip))
                return Forbidden(request, response, allocation.Key);
        }

        foreach (var peer in request.PeerAddresses)
        {
            if (!allocation.TryPermit(now, peer.Ip))
                return Full(request, response, allocation.Key);
        }

        return TurnResponses.WriteSuccess(response, request, allocation.Key);
    }

    private int HandleChannelBind(Timestamp now, in TurnMessage request, TurnAllocation allocation, Span<byte> response)
    {
        if (request.ChannelNumber is not ({ } number and >= ChannelData.FirstChannel and <= ChannelData.LastChannel) || request.PeerAddress is not { } address)
            return BadRequest(now, request, response, allocation.Key);
        if (address.IsIPv4 != allocation.Relayed.IsIPv4)
            return Mismatch(request, response, TurnErrorCode.PeerAddressFamilyMismatch, allocation.Key);
        if (!Peers.TryFind(address, out var peer))
            return Forbidden(request, response, allocation.Key);
        if (!allocation.CanBind(now, number, peer))
            return BadRequest(now, request, response, allocation.Key);
        if (!allocation.TryPermit(now, address.Ip) || !allocation.TryBind(now, number, peer))
            return Full(request, response, allocation.Key);
        return TurnResponses.WriteSuccess(response, request, allocation.Key);
    }

    private int Challenge(Timestamp now, in TurnMessage request, in NetworkPath client, Span<byte> response, int code)
    {
        if (!TakeChallenge(now))
            return 0;
        Span<byte> nonce = stackalloc byte[TurnNonce.Length];
        _nonces.Write(now, client, nonce);
        return TurnResponses.WriteChallenge(response, request, code, _realm, nonce);
    }

    private bool TakeChallenge(Timestamp now)
    {
        var second = now.Milliseconds / 1000;
        if (second != _challengeSecond)
        {
            _challengeSecond = second;
            _challenges = 0;
        }

        if (_challenges++ < _options.ChallengesPerSecond)
            return true;
        Statistics.ChallengesDropped++;
        return false;
    }

    private int BadRequest(Timestamp now, in TurnMessage request, Span<byte> response, ReadOnlySpan<byte> key)
    {
        Statistics.BadRequests++;
        return key.IsEmpty && !TakeChallenge(now) ? 0 : TurnResponses.WriteError(response, request, TurnErrorCode.BadRequest, key);
    }

    private int Mismatch(in TurnMessage request, Span<byte> response, int code, ReadOnlySpan<byte> key)
    {
        Statistics.Mismatches++;
        return TurnResponses.WriteError(response, request, code, key);
    }

    private int Forbidden(in TurnMessage request, Span<byte> response, ReadOnlySpan<byte> key)
    {
        Statistics.PeersRefused++;
        return TurnResponses.WriteError(response, request, TurnErrorCode.Forbidden, key);
    }

    private int Full(in TurnMessage request, Span<byte> response, ReadOnlySpan<byte> key)
    {
        Statistics.QuotaRefusals++;
        return TurnResponses.WriteError(response, request, TurnErrorCode.InsufficientCapacity, key);
    }
}
