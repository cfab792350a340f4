using System.Buffers.Binary;
using System.Text;
using Treff.Rtc.Ice;
using Treff.Rtc.Turn;

namespace Treff.Rtc.Tests.Turn;

/// <summary>The client's side of TURN, as far as tests need it: writes requests with credentials and reads answers.</summary>
public sealed class TurnTestClient(TurnCredentials? credentials)
{
    private const int MaxLength = 1500;

    private uint _transaction = 1;

    public string Realm { get; set; } = "treff";

    /// <summary>From the last challenge; null = requests go without credentials.</summary>
    public string? Nonce { get; set; }

    public string? Username { get; set; } = credentials?.Username;

    public string Password { get; set; } = credentials?.Password ?? "";

    /// <summary>Fields of the last answer that was read.</summary>
    public int ErrorCode { get; private set; }

    public uint? Lifetime { get; private set; }

    public TransportAddress? Relayed { get; private set; }

    public TransportAddress? Mapped { get; private set; }

    public byte[] Key
    {
        get
        {
            var key = new byte[TurnCredentialIssuer.KeyLength];
            TurnCredentialIssuer.WriteKey(Encoding.UTF8.GetBytes(Username ?? ""), Encoding.UTF8.GetBytes(Realm), Encoding.UTF8.GetBytes(Password), key);
            return key;
        }
    }

    public delegate void Attributes(ref StunWriter writer);

    public byte[] Request(StunMethod method, Attributes? attributes = null, bool sameTransaction = false)
    {
        if (!sameTransaction)
            _transaction++;
        var buffer = new byte[MaxLength];
        var writer = new StunWriter(buffer, StunClass.Request, method, new StunTransactionId(7, _transaction));
        attributes?.Invoke(ref writer);
        if (Nonce is not null)
        {
            if (Username is not null)
                writer.Add(StunAttribute.Username, Encoding.UTF8.GetBytes(Username));
            writer.Add(StunAttribute.Realm, Encoding.UTF8.GetBytes(Realm));
            writer.Add(StunAttribute.Nonce, Encoding.UTF8.GetBytes(Nonce));
            writer.AddMessageIntegrity(Key);
        }

        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    public byte[] Allocate(bool sameTransaction = false, byte transport = 17, byte? family = null) => Request(
        StunMethod.Allocate,
        (ref StunWriter writer) =>
        {
            writer.Add(TurnAttribute.RequestedTransport, [transport, 0, 0, 0]);
            if (family is { } value)
                writer.Add(TurnAttribute.RequestedAddressFamily, [value, 0, 0, 0]);
        },
        sameTransaction);

    public byte[] Refresh(uint seconds) => Request(StunMethod.Refresh, (ref StunWriter writer) => writer.Add(TurnAttribute.Lifetime, Number(seconds)));

    public byte[] CreatePermission(params TransportAddress[] peers) => Request(StunMethod.CreatePermission, (ref StunWriter writer) =>
    {
        foreach (var peer in peers)
            writer.AddXorAddress(TurnAttribute.XorPeerAddress, peer);
    });

    public byte[] ChannelBind(ushort channel, TransportAddress peer) => Request(StunMethod.ChannelBind, (ref StunWriter writer) =>
    {
        writer.Add(TurnAttribute.ChannelNumber, Number((uint)channel << 16));
        writer.AddXorAddress(TurnAttribute.XorPeerAddress, peer);
    });

    public static byte[] Send(TransportAddress peer, ReadOnlySpan<byte> data)
    {
        var buffer = new byte[MaxLength + data.Length];
        var writer = new StunWriter(buffer, StunClass.Indication, StunMethod.Send, new StunTransactionId(8, 1));
        writer.AddXorAddress(TurnAttribute.XorPeerAddress, peer);
        writer.Add(TurnAttribute.Data, data);
        return buffer[..writer.Length];
    }

    public static byte[] Channel(ushort channel, ReadOnlySpan<byte> data)
    {
        var buffer = new byte[data.Length + 16];
        data.CopyTo(buffer);
        return buffer[..ChannelData.Wrap(buffer, data.Length, channel)];
    }

    /// <summary>Takes the realm and nonce of a challenge, or the addresses of a success, and checks its integrity.</summary>
    public StunClass Read(ReadOnlySpan<byte> response)
    {
        Assert.True(TurnMessage.TryParse(response, out var message), "not a TURN message");
        Assert.False(message.HasWrongFingerprint);
        if (message.HasNonce)
            Nonce = Encoding.UTF8.GetString(message.Nonce);
        else if (message.Class == StunClass.SuccessResponse || message.ErrorCode is not (400 or 401))
            Assert.True(message.HasValidIntegrity(Key), "integrity of the response");
        ErrorCode = message.ErrorCode;
        Lifetime = message.Lifetime;
        Relayed = message.RelayedAddress;
        Mapped = message.MappedAddress;
        return message.Class;
    }

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
