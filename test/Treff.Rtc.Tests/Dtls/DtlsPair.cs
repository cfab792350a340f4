using Treff.Rtc.Dtls;

namespace Treff.Rtc.Tests.Dtls;

/// <summary>A DTLS client and server joined by a seeded link that delays, loses, doubles and so reorders datagrams, in virtual time.</summary>
internal sealed class DtlsPair : IDisposable
{
    private readonly DtlsContext _clientContext;
    private readonly DtlsContext _serverContext;
    private readonly Random _random;
    private readonly PriorityQueue<(DtlsTransport To, byte[] Datagram), (long, int)> _inFlight = new();
    private readonly byte[] _buffer = new byte[2048];
    private int _sent;

    public DtlsPair(
        int seed = 1,
        string clientProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80",
        string serverProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80")
    {
        _random = new Random(seed);
        _clientContext = new DtlsContext(ClientCertificate, clientProfiles);
        _serverContext = new DtlsContext(ServerCertificate, serverProfiles);
        Client = new DtlsTransport(_clientContext, DtlsRole.Client);
        Server = new DtlsTransport(_serverContext, DtlsRole.Server);
    }

    public static DtlsCertificate ClientCertificate { get; } = DtlsCertificate.Create("client");

    public static DtlsCertificate ServerCertificate { get; } = DtlsCertificate.Create("server");

    public DtlsTransport Client { get; }

    public DtlsTransport Server { get; }

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(5000);

    public double Loss { get; init; }

    public double Duplication { get; init; }

    public int MinDelayMilliseconds { get; init; } = 20;

    public int MaxDelayMilliseconds { get; init; } = 20;

    /// <summary>Says which datagrams are lost, by their number from 0 on, in place of <see cref="Loss"/>.</summary>
    public Func<int, bool>? IsLost { get; init; }

    /// <summary>May damage a datagram on its way.</summary>
    public Action<byte[]>? Damage { get; init; }

    public int LongestDatagram { get; private set; }

    public int DatagramsSent => _sent;

    public bool BothAre(DtlsState state) => Client.State == state && Server.State == state;

    /// <summary>Runs until the condition holds or so much virtual time has passed.</summary>
    public bool RunUntil(Func<bool> condition, int milliseconds = 60_000)
    {
        var end = Now.AddMilliseconds(milliseconds);
        while (true)
        {
            Flush(Client, Server);
            Flush(Server, Client);
            if (condition())
                return true;
            var next = Timestamp.Min(Client.NextTimeout, Server.NextTimeout);
            if (_inFlight.TryPeek(out _, out var due))
                next = Timestamp.Min(next, new Timestamp(due.Item1));
            if (next > end)
                return false;
            Now = next > Now ? next : Now;
            Deliver();
            Client.HandleTimeout(Now);
            Server.HandleTimeout(Now);
        }
    }

    public bool Connect() => RunUntil(() => BothAre(DtlsState.Connected));

    public void Run(int milliseconds) => RunUntil(() => false, milliseconds);

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        _clientContext.Dispose();
        _serverContext.Dispose();
    }

    private void Flush(DtlsTransport from, DtlsTransport to)
    {
        while (from.TryTakeDatagram(_buffer, out var length))
        {
            LongestDatagram = Math.Max(LongestDatagram, length);
            var number = _sent++;
            if (IsLost?.Invoke(number) ?? _random.NextDouble() < Loss)
                continue;
            Send(to, length);
            if (_random.NextDouble() < Duplication)
                Send(to, length);
        }
    }

    private void Send(DtlsTransport to, int length)
    {
        var datagram = _buffer.AsSpan(0, length).ToArray();
        Damage?.Invoke(datagram);
        var delay = _random.Next(MinDelayMilliseconds, MaxDelayMilliseconds + 1);
        _inFlight.Enqueue((to, datagram), (Now.AddMilliseconds(delay).Microseconds, _inFlight.Count + (_sent * 16)));
    }

    private void Deliver()
    {
        while (_inFlight.TryPeek(out var item, out var due) && due.Item1 <= Now.Microseconds)
        {
            _inFlight.Dequeue();
            item.To.HandleDatagram(Now, item.Datagram);
        }
    }
}
