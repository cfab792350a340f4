using System.Buffers.Binary;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

/// <summary>Writes answers. Those to an authenticated request carry MESSAGE-INTEGRITY; all carry FINGERPRINT.</summary>
internal static class TurnResponses
{
    /// <summary>Enough for every response written here.</summary>
    public const int MaxLength = 256;

    private const int MaxUnknownAttributes = 8;

    public static int WriteAllocated(Span<byte> response, in StunTransactionId transaction, TurnAllocation allocation)
    {
        var writer = new StunWriter(response, StunClass.SuccessResponse, StunMethod.Allocate, transaction);
        writer.AddXorAddress(TurnAttribute.XorRelayedAddress, allocation.Relayed);
        AddLifetime(ref writer, allocation.LifetimeSeconds);
        writer.AddXorMappedAddress(allocation.Client.Remote);
        return Finish(ref writer, allocation.Key);
    }

    public static int WriteRefreshed(Span<byte> response, in TurnMessage request, uint lifetime, ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(response, StunClass.SuccessResponse, StunMethod.Refresh, request.TransactionId);
        AddLifetime(ref writer, lifetime);
        return Finish(ref writer, key);
    }

    public static int WriteSuccess(Span<byte> response, in TurnMessage request, ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(response, StunClass.SuccessResponse, request.Method, request.TransactionId);
        return Finish(ref writer, key);
    }

    /// <summary>With an empty key: to a request that has not been authenticated.</summary>
    public static int WriteError(Span<byte> response, in TurnMessage request, int code, ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(response, StunClass.ErrorResponse, request.Method, request.TransactionId);
        writer.AddErrorCode(code, Reason(code));
        return Finish(ref writer, key);
    }

    public static int WriteUnknownAttribute(Span<byte> response, in TurnMessage request, ReadOnlySpan<byte> key)
    {
        Span<ushort> types = stackalloc ushort[MaxUnknownAttributes];
        var count = request.CopyUnknownRequired(types);
        var writer = new StunWriter(response, StunClass.ErrorResponse, request.Method, request.TransactionId);
        writer.AddErrorCode(TurnErrorCode.UnknownAttribute, Reason(TurnErrorCode.UnknownAttribute));
        writer.AddUnknownAttributes(types[..count]);
        return Finish(ref writer, key);
    }

    /// <summary>401 or 438: try again with this realm and nonce.</summary>
    public static int WriteChallenge(Span<byte> response, in TurnMessage request, int code, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> nonce)
    {
        var writer = new StunWriter(response, StunClass.ErrorResponse, request.Method, request.TransactionId);
        writer.AddErrorCode(code, Reason(code));
        writer.Add(StunAttribute.Realm, realm);
        writer.Add(StunAttribute.Nonce, nonce);
        writer.AddFingerprint();
        return writer.Length;
    }

    private static void AddLifetime(ref StunWriter writer, uint seconds)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, seconds);
        writer.Add(TurnAttribute.Lifetime, value);
    }

    private static int Finish(ref StunWriter writer, ReadOnlySpan<byte> key)
    {
        if (!key.IsEmpty)
            writer.AddMessageIntegrity(key);
        writer.AddFingerprint();
        return writer.Length;
    }

    private static ReadOnlySpan<byte> Reason(int code) => code switch
    {
        TurnErrorCode.BadRequest => "Bad Request"u8,
        TurnErrorCode.Unauthenticated => "Unauthenticated"u8,
        TurnErrorCode.Forbidden => "Forbidden"u8,
        TurnErrorCode.UnknownAttribute => "Unknown Attribute"u8,
        TurnErrorCode.AllocationMismatch => "Allocation Mismatch"u8,
        TurnErrorCode.StaleNonce => "Stale Nonce"u8,
        TurnErrorCode.AddressFamilyNotSupported => "Address Family not Supported"u8,
        TurnErrorCode.WrongCredentials => "Wrong Credentials"u8,
        TurnErrorCode.UnsupportedTransport => "Unsupported Transport Protocol"u8,
        TurnErrorCode.PeerAddressFamilyMismatch => "Peer Address Family Mismatch"u8,
        TurnErrorCode.AllocationQuotaReached => "Allocation Quota Reached"u8,
        TurnErrorCode.InsufficientCapacity => "Insufficient Capacity"u8,
        _ => default,
    };
}
