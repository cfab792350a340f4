using System.Buffers.Binary;
using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Association;

/// <summary>
/// Asks a silent peer for a sign of life (RFC 9260 8.3). The information sent along is the time and a random number, so that only an
/// answer to the last question counts.
/// </summary>
internal sealed class Heartbeat
{
    private const int InfoLength = 16;

    private readonly SctpOptions _options;
    private readonly byte[] _info = new byte[InfoLength];
    private Timestamp _askAt;
    private Timestamp _answerBy = Timestamp.Never;

    public Heartbeat(SctpOptions options, Timestamp now)
    {
        _options = options;
        Postpone(now);
    }

    public bool IsDue { get; private set; }

    public Timestamp Deadline => Timestamp.Min(_askAt, _answerBy);

    public static int ChunkLength => RawChunk.HeaderLength + Parameter.HeaderLength + InfoLength;

    /// <summary>The peer has acknowledged data: no need to ask for a while.</summary>
    public void Postpone(Timestamp now) =>
        _askAt = _options.HeartbeatInterval > TimeSpan.Zero ? now + _options.HeartbeatInterval : Timestamp.Never;

    /// <summary>True when the last question has not been answered in time.</summary>
    public bool HandleTimeout(Timestamp now)
    {
        var unanswered = _answerBy <= now;
        if (unanswered)
            _answerBy = Timestamp.Never;
        if (_askAt <= now)
        {
            IsDue = true;
            Postpone(now);
        }

        return unanswered;
    }

    public void Write(Timestamp now, TimeSpan timeout, ref PacketWriter writer)
    {
        IsDue = false;
        _answerBy = now + timeout;
        BinaryPrimitives.WriteInt64BigEndian(_info, now.Microseconds);
        _options.Random.Fill(_info.AsSpan(8));
        HeartbeatChunk.Write(ref writer, ChunkType.Heartbeat, _info);
    }

    /// <summary>True for an answer to the last question; then with the round-trip time.</summary>
    public bool TryHandleAck(Timestamp now, ReadOnlySpan<byte> info, out TimeSpan roundTrip)
    {
        roundTrip = default;
        if (_answerBy == Timestamp.Never || !info.SequenceEqual(_info))
            return false;
        roundTrip = now - new Timestamp(BinaryPrimitives.ReadInt64BigEndian(_info));
        _answerBy = Timestamp.Never;
        return true;
    }
}
