using Treff.Fuzz;
using Treff.Rtc.Dtls;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>Records before the handshake is done: real flights of a client damaged, repeated, mixed up, and plausible garbage.</summary>
internal sealed class DtlsTarget : FuzzTarget
{
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create("fuzz");

    private readonly DtlsContext _context = new(Certificate);
    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[][] _flights;
    private DtlsTransport _server = null!;
    private DtlsTransport _client = null!;
    private Timestamp _now;

    public DtlsTarget()
        : base("dtls") => _flights = RecordFlights();

    public override int ShortInputs => 3000;

    /// <summary>A server that has failed takes nothing any more: short lives.</summary>
    public override int InputsPerLife => 20;

    public override void Begin(SeededRandom random)
    {
        _now = Timestamp.FromMilliseconds(1000);
        _server = new DtlsTransport(_context, DtlsRole.Server);
        _client = new DtlsTransport(_context, DtlsRole.Client);
        _client.HandleTimeout(_now);
    }

    public override void Step(SeededRandom random)
    {
        _server.HandleDatagram(_now, Input(random));
        var taken = 0;
        while (_server.TryTakeDatagram(_buffer, out var length))
        {
            Assert.True(++taken < 50 && length <= DtlsTransport.Mtu);
            if (random.Chance(0.7))
                _client.HandleDatagram(_now, _buffer.AsSpan(0, length));
        }

        _server.TryReadApplicationData(_buffer, out _);
        _now = _now.AddMilliseconds(random.Next(300));
        _server.HandleTimeout(_now);
        _client.HandleTimeout(_now);
        Assert.True(_server.State != DtlsState.Connected || _server.VerifyFingerprint(Certificate.Fingerprint));
    }

    public override void End()
    {
        _server.Dispose();
        _client.Dispose();
    }

    private byte[] Input(SeededRandom random)
    {
        if (random.Chance(0.2))
            return DtlsRobustnessInput(random);
        var flight = _client.TryTakeDatagram(_buffer, out var length) ? _buffer[..length] : _flights[random.Next(_flights.Length)];
        return random.Chance(0.3) ? flight : Mutations.Damage(flight, random);
    }

    private static byte[] DtlsRobustnessInput(SeededRandom random)
    {
        var datagram = new byte[14 + random.Next(200)];
        random.Fill(datagram);
        (datagram[0], datagram[1], datagram[2]) = ((byte)(20 + random.Next(5)), 254, (byte)(253 + random.Next(3)));
        (datagram[3], datagram[4], datagram[11], datagram[12]) = (0, (byte)random.Next(2), 0, (byte)(datagram.Length - 13));
        return datagram;
    }

    private byte[][] RecordFlights()
    {
        var flights = new List<byte[]>();
        using var client = new DtlsTransport(_context, DtlsRole.Client);
        using var server = new DtlsTransport(_context, DtlsRole.Server);
        _now = Timestamp.FromMilliseconds(1000);
        client.HandleTimeout(_now);
        for (var round = 0; round < 10; round++)
        {
            while (client.TryTakeDatagram(_buffer, out var length))
            {
                flights.Add(_buffer[..length]);
                server.HandleDatagram(_now, _buffer.AsSpan(0, length));
            }

            while (server.TryTakeDatagram(_buffer, out var length))
                client.HandleDatagram(_now, _buffer.AsSpan(0, length));
        }

        return [.. flights];
    }
}
