using System.Buffers.Binary;
using Treff.Rtc.Ice;

namespace Treff.Rtc.Turn;

// Data, both ways. What does not belong is dropped in silence, as RFC 8656 sections 11 and 12 say.
public sealed partial class TurnServer
{
    /// <summary>
    /// Turns a datagram of the media server for a relayed path into what the client gets: ChannelData, or a Data indication before there is a
    /// channel. The datagram stands at the beginning of <paramref name="buffer"/>, which has room for <see cref="MaxOverhead"/> more bytes.
    /// False when it has to be dropped: the allocation or the permission is gone.
    /// </summary>
    public bool TryWrap(Timestamp now, in NetworkPath relayed, Span<byte> buffer, ref int length, out NetworkPath client)
    {
        client = default;
        var peer = relayed.LocalSocket - _options.FirstRelaySocket;
        if ((uint)peer >= (uint)Peers.Count
            || buffer.Length - length < MaxOverhead
            || !_allocations.TryFindByRelayed(relayed.Remote, out var allocation)
            || allocation.ExpiresAt <= now
            || !allocation.Permits(now, Peers[peer].Ip))
        {
            Statistics.DataDropped++;
            return false;
        }

        client = allocation.Client;
        length = allocation.TryFindChannel(now, peer, out var channel)
            ? ChannelData.Wrap(buffer, length, channel)
            : WrapInIndication(buffer, length, Peers[peer]);
        Statistics.DatagramsOut++;
        return true;
    }

    private TurnOutcome HandleChannelData(Timestamp now, ReadOnlySpan<byte> message, in NetworkPath client)
    {
        if (!ChannelData.TryParse(message, out var channel, out var length))
            return Malformed();
        if (length == 0
            || !_allocations.TryFind(client, out var allocation)
            || allocation.ExpiresAt <= now
            || !allocation.TryFindPeer(now, channel, out var peer))
        {
            return DropData();
        }

        return Relayed(allocation, peer, ChannelData.HeaderLength, length);
    }

    private TurnOutcome HandleSend(Timestamp now, in TurnMessage indication, in NetworkPath client)
    {
        if (indication.PeerAddress is not { } address || !indication.HasData || indication.HasUnknownRequired)
            return Malformed();
        if (indication.Data.IsEmpty
            || !_allocations.TryFind(client, out var allocation)
            || allocation.ExpiresAt <= now
            || !allocation.Permits(now, address.Ip)
            || !Peers.TryFind(address, out var peer))
        {
            return DropData();
        }

        return Relayed(allocation, peer, indication.DataOffset, indication.Data.Length);
    }

    private TurnOutcome Relayed(TurnAllocation allocation, int peer, int offset, int length)
    {
        Statistics.DatagramsIn++;
        return new TurnOutcome(0, offset, length, new NetworkPath(_options.FirstRelaySocket + peer, allocation.Relayed));
    }

    private TurnOutcome DropData()
    {
        Statistics.DataDropped++;
        return default;
    }

    private int WrapInIndication(Span<byte> buffer, int length, in TransportAddress peer)
    {
        // DATA is the last attribute, so that the datagram is moved once, to where the head will end.
        Span<byte> head = stackalloc byte[StunMessage.HeaderLength + StunMessage.AttributeHeaderLength + StunAddress.MaxLength];
        var writer = new StunWriter(head, StunClass.Indication, StunMethod.Data, StunTransactionId.Create(_random));
        writer.AddXorAddress(TurnAttribute.XorPeerAddress, peer);
        var start = writer.Length + StunMessage.AttributeHeaderLength;
        var padded = (length + 3) & ~3;
        buffer[..length].CopyTo(buffer[start..]);
        buffer.Slice(start + length, padded - length).Clear();
        head[..writer.Length].CopyTo(buffer);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[writer.Length..], TurnAttribute.Data);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(writer.Length + 2)..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)(start + padded - StunMessage.HeaderLength));
        return start + padded;
    }
}
