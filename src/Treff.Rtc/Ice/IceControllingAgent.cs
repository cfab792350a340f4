using System.Runtime.CompilerServices;

namespace Treff.Rtc.Ice;

/// <summary>
/// The client's side of ICE for tests and load generators: it checks one remote address, nominates it, keeps consent, and can move to
/// another path or restart. Deviation: no candidate pairs, no pacing, and a repeated check is a new transaction instead of a retransmission
/// (Chromium does the same).
/// </summary>
public sealed class IceControllingAgent
{
    /// <summary>Room for a check with two user name fragments of the longest kind.</summary>
    public const int MaxRequestLength = 640;

    /// <summary>What a caller must have room for in the response span of <see cref="HandleStun"/>.</summary>
    public const int MaxResponseLength = StunResponses.MaxLength;

    // Chromium's interval on a stable connection.
    private static readonly TimeSpan ConsentInterval = TimeSpan.FromMilliseconds(2500);

    // RFC 8445 section 14.3: the RTO is at least 500 ms; the first repetitions are quicker because a lost first check delays the join.
    private static readonly TimeSpan FirstRepetition = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRepetition = TimeSpan.FromMilliseconds(500);

    // PRIORITY of a peer-reflexive candidate (RFC 8445 section 7.1.1: type preference 110).
    private const uint Priority = (110u << 24) | (65535u << 8) | 255;

    private readonly IRandomSource _random;
    private readonly ulong _tieBreaker;
    private Transactions _transactions;
    private int _nextTransaction;
    private TimeSpan _repetition = FirstRepetition;
    private Timestamp _nextCheck = Timestamp.Zero;
    private Timestamp _lastSuccess = Timestamp.Never;
    private bool _isPathValid;

    public IceControllingAgent(IceCredentials local, IceCredentials remote, in NetworkPath path, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(random);
        Local = local;
        Remote = remote;
        Path = path;
        _random = random;
        _tieBreaker = ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
    }

    public IceCredentials Local { get; private set; }

    public IceCredentials Remote { get; private set; }

    /// <summary>Where checks are sent.</summary>
    public NetworkPath Path { get; private set; }

    /// <summary>Connected once the peer has confirmed a nominating check.</summary>
    public IceState State { get; private set; }

    /// <summary>Our address as the peer saw it in the last answered check.</summary>
    public TransportAddress? MappedAddress { get; private set; }

    /// <summary>Of the last answered check.</summary>
    public TimeSpan RoundTripTime { get; private set; }

    /// <summary>The code of the last error response, 0 for none.</summary>
    public int LastErrorCode { get; private set; }

    public long ChecksSent { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> has something to do; in the past until the first check has been sent.</summary>
    public Timestamp NextTimeout => Timestamp.Min(_nextCheck, NextStateChange);

    private Timestamp NextStateChange => State switch
    {
        IceState.Connected => _lastSuccess + IceTimeouts.Disconnected,
        IceState.Disconnected => _lastSuccess + IceTimeouts.Disconnected + IceTimeouts.Failed,
        _ => Timestamp.Never,
    };

    /// <summary>From now on checks leave on <paramref name="path"/>, which is nominated as soon as one is answered.</summary>
    public void MoveTo(in NetworkPath path)
    {
        Path = path;
        CheckAtOnce();
    }

    /// <summary>ICE restart: new credentials of both sides.</summary>
    public void Restart(IceCredentials local, IceCredentials remote)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        Local = local;
        Remote = remote;
        _transactions = default;
        CheckAtOnce();
    }

    /// <summary>Returns the length of a check to send on <see cref="Path"/>, 0 for none. Call again until <see cref="NextTimeout"/> is in the future.</summary>
    public int HandleTimeout(Timestamp now, Span<byte> request)
    {
        while (now >= NextStateChange)
            State = State == IceState.Connected ? IceState.Disconnected : IceState.Failed;
        if (State == IceState.Failed)
        {
            _nextCheck = Timestamp.Never;
            return 0;
        }

        return now >= _nextCheck ? WriteCheck(now, request) : 0;
    }

    /// <summary>Takes one datagram that looks like STUN. Returns the length of the response to send on <paramref name="path"/>, 0 for none.</summary>
    public int HandleStun(Timestamp now, ReadOnlySpan<byte> datagram, in NetworkPath path, Span<byte> response)
    {
        if (!StunMessage.TryParse(datagram, out var message)
            || message.Method != StunMethod.Binding
            || !message.HasValidFingerprint)
        {
            return 0;
        }

        switch (message.Class)
        {
            case StunClass.Request:
                return HandleRequest(message, path, response);
            case StunClass.SuccessResponse:
                HandleSuccess(now, message, path);
                return 0;
            case StunClass.ErrorResponse:
                HandleError(message, path);
                return 0;
            case StunClass.Indication:
            default:
                return 0;
        }
    }

    // A peer that is not lite checks us too.
    private int HandleRequest(in StunMessage request, in NetworkPath path, Span<byte> response)
    {
        if (!request.HasUsername || !request.HasIntegrity)
            return StunResponses.WriteBadRequest(response, request);
        if (!StunUsername.IsFor(Local, request) || !request.HasValidIntegrity(Local.Key))
            return StunResponses.WriteUnauthenticated(response, request);
        if (request.HasUnknownRequired)
            return StunResponses.WriteUnknownAttribute(response, request, Local);
        return request.IceControlling is not null
            ? StunResponses.WriteRoleConflict(response, request, Local)
            : StunResponses.WriteSuccess(response, request, path.Remote, Local);
    }

    private void HandleSuccess(Timestamp now, in StunMessage message, in NetworkPath path)
    {
        if (Find(message.TransactionId) is not { } index || !message.HasValidIntegrity(Remote.Key))
            return;
        var transaction = _transactions[index];
        if (transaction.Path != path)
            return; // RFC 8445 section 7.2.5.2.1: only symmetric answers count
        _transactions[index] = default;
        RoundTripTime = now - transaction.SentAt;
        MappedAddress = message.XorMappedAddress;
        _lastSuccess = now;
        if (path != Path)
            return;
        _repetition = FirstRepetition;
        _isPathValid = true;
        _nextCheck = transaction.Nominates ? now + ConsentInterval : now;
        if (transaction.Nominates)
            State = IceState.Connected;
    }

    private void HandleError(in StunMessage message, in NetworkPath path)
    {
        if (Find(message.TransactionId) is not { } index || _transactions[index].Path != path)
            return;
        _transactions[index] = default;
        LastErrorCode = message.ErrorCode;
    }

    private int WriteCheck(Timestamp now, Span<byte> request)
    {
        var id = StunTransactionId.Create(_random);
        _transactions[_nextTransaction] = new(id, now, Path, _isPathValid);
        _nextTransaction = (_nextTransaction + 1) % Transactions.Capacity;
        _nextCheck = now + _repetition;
        _repetition = _repetition + _repetition < LongestRepetition ? _repetition + _repetition : LongestRepetition;
        ChecksSent++;

        var writer = new StunWriter(request, StunClass.Request, StunMethod.Binding, id);
        writer.AddUsername(Remote.UsernameFragmentBytes, Local.UsernameFragmentBytes);
        writer.AddIceControlling(_tieBreaker);
        if (_isPathValid)
            writer.AddUseCandidate();
        writer.AddPriority(Priority);
        writer.AddMessageIntegrity(Remote.Key);
        writer.AddFingerprint();
        return writer.Length;
    }

    private void CheckAtOnce()
    {
        _isPathValid = false;
        _repetition = FirstRepetition;
        _nextCheck = Timestamp.Zero;
        if (State == IceState.Failed)
            State = IceState.New;
    }

    private int? Find(in StunTransactionId id)
    {
        for (var i = 0; i < Transactions.Capacity; i++)
        {
            if (_transactions[i].IsOutstanding && _transactions[i].Id == id)
                return i;
        }

        return null;
    }

    private readonly record struct Transaction(StunTransactionId Id, Timestamp SentAt, NetworkPath Path, bool Nominates)
    {
        public bool IsOutstanding { get; } = true;
    }

    // The last checks; an answer to an older one is too late to be of use.
    [InlineArray(Capacity)]
    private struct Transactions
    {
        public const int Capacity = 16;

        private Transaction _first;
    }
}
