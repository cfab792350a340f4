using System.Net;
using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;
using Treff.Rtc.Turn;

namespace Treff.Rtc.Tests.Turn;

/// <summary>A server, one client on one path, and the time.</summary>
internal sealed class TurnBench
{
    public static readonly TransportAddress Media4 = Address("192.0.2.10", 7882);
    public static readonly TransportAddress Media6 = Address("2001:db8::10", 7882);

    public TurnBench(TurnServerOptions? options = null)
    {
        Issuer = new TurnCredentialIssuer("a secret of the test"u8);
        Server = new TurnServer(options ?? new TurnServerOptions(), Issuer, new SeededRandom(7));
        Server.Peers.TryAdd(Media4);
        Server.Peers.TryAdd(Media6);
        Client = NewClient("anna");
    }

    public TurnCredentialIssuer Issuer { get; }

    public TurnServer Server { get; }

    public TurnTestClient Client { get; }

    public NetworkPath Path { get; set; } = new(2, Address("203.0.113.5", 40000));

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(1_000_000);

    public TurnOutcome Outcome { get; private set; }

    public static TransportAddress Address(string ip, ushort port) => TransportAddress.From(IPAddress.Parse(ip), port);

    public TurnTestClient NewClient(string name) => new(Issuer.Issue(Now + TimeSpan.FromHours(12), name));

    public void Advance(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        Server.HandleTimeout(Now);
    }

    /// <summary>The response, null for none.</summary>
    public byte[]? Handle(byte[] message)
    {
        var response = new byte[TurnServer.MaxResponseLength];
        Outcome = Server.Handle(Now, message, Path, response);
        return Outcome.ResponseLength == 0 ? null : response[..Outcome.ResponseLength];
    }

    /// <summary>0 for success, else the error code.</summary>
    public int Ask(byte[] request, TurnTestClient? client = null)
    {
        var response = Handle(request);
        Assert.NotNull(response);
        client ??= Client;
        return client.Read(response) == StunClass.SuccessResponse ? 0 : client.ErrorCode;
    }

    public int Allocate(TurnTestClient? client = null, byte? family = null)
    {
        client ??= Client;
        if (client.Nonce is null)
            Assert.Equal(401, Ask(client.Allocate(family: family), client));
        return Ask(client.Allocate(family: family), client);
    }

    /// <summary>What the client gets when the media server answers on a relayed path.</summary>
    public byte[]? Answer(in NetworkPath relayed, byte[] data, out NetworkPath client)
    {
        var buffer = new byte[data.Length + TurnServer.MaxOverhead];
        data.CopyTo(buffer, 0);
        var length = data.Length;
        return Server.TryWrap(Now, relayed, buffer, ref length, out client) ? buffer[..length] : null;
    }
}
