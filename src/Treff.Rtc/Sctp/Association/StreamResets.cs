using System.Buffers.Binary;
using Treff.Rtc.Sctp.Packet;

namespace Treff.Rtc.Sctp.Association;

/// <summary>
/// Stream re-configuration as far as data channels need it (RFC 6525): resetting outgoing streams, one request at a time, and following
/// the peer when it resets its own.
/// </summary>
internal sealed class StreamResets(uint localInitialTsn, uint peerInitialTsn, bool isSupported)
{
    private readonly List<ushort> _wanted = [];
    private ResetRequest? _request;
    private uint _nextSequence = localInitialTsn;

    private uint _expectedSequence = peerInitialTsn;
    private ReconfigResult _lastResult = ReconfigResult.NothingToDo;
    private DeferredReset? _deferred;

    public Timestamp Deadline => _request?.Deadline ?? Timestamp.Never;

    public bool IsRequestDue => _request is { IsDue: true };

    public int RequestLength => RawChunk.HeaderLength + OutgoingResetParameter.LengthFor(_request?.Streams.Length ?? 0);

    /// <summary>Asks for the reset of an outgoing stream, as soon as all that is queued on it has been sent.</summary>
    public void Request(AssociationContext context, ushort streamId)
    {
        var stream = context.SendQueue.GetStream(streamId);
        if (stream.IsClosing)
            return;
        stream.IsClosing = true;
        if (isSupported)
            _wanted.Add(streamId);
        else
            Finish(context, streamId, isReset: false);
    }

    /// <summary>
    /// The peer has used the stream again, which it may do only after our reset: so that has been performed and only the answer is missing.
    /// False when no reset has been asked for yet.
    /// </summary>
    public bool Confirm(AssociationContext context, ushort streamId)
    {
        if (_request is null || !_request.Streams.Contains(streamId) || !_request.Confirmed.Add(streamId))
            return false;
        context.SendQueue.Remove(streamId);
        return true;
    }

    /// <summary>Makes a request of the wanted streams that have become empty.</summary>
    public void PrepareRequest(AssociationContext context, TransmissionControlBlock block)
    {
        if (_request is not null || _wanted.Count == 0)
            return;
        var room = context.Options.Mtu - SctpPacket.HeaderLength - RawChunk.HeaderLength - OutgoingResetParameter.LengthFor(0);
        var ready = _wanted.Where(id => context.SendQueue.GetStream(id).Messages.Count == 0).Take(room / sizeof(ushort)).ToArray();
        if (ready.Length == 0)
            return;
        _wanted.RemoveAll(id => ready.Contains(id));
        _request = new ResetRequest(_nextSequence++, block.Sender.LastAssignedTsn, ready);
    }

    public void WriteRequest(Timestamp now, TimeSpan timeout, ref PacketWriter writer)
    {
        if (_request is null)
            return;
        _request.IsDue = false;
        _request.IsAnswered = false;
        _request.Deadline = now + timeout;
        var parameters = new ParameterWriter(stackalloc byte[OutgoingResetParameter.LengthFor(_request.Streams.Length)]);
        OutgoingResetParameter.Write(
            ref parameters, _request.Sequence, _expectedSequence - 1, _request.LastAssignedTsn, _request.Streams);
        writer.AddChunk(ChunkType.Reconfig, parameters.Written);
    }

    /// <summary>True when a request has gone unanswered; it is sent again either way.</summary>
    public bool HandleTimeout(Timestamp now)
    {
        if (_request is null || _request.Deadline > now)
            return false;
        _request.Deadline = Timestamp.Never;
        _request.IsDue = true;
        return !_request.IsAnswered;
    }

    public void HandleReconfig(AssociationContext context, TransmissionControlBlock block, Timestamp now, in RawChunk raw)
    {
        var reader = new ParameterReader(raw.Value);
        while (reader.MoveNext())
        {
            var parameter = reader.Current;
            if (ReconfigResponseParameter.TryParse(parameter, out var response))
                HandleResponse(context, block, now, response);
            else if (OutgoingResetParameter.TryParse(parameter, out var request))
                HandleRequest(context, block, request);
            else if (parameter.Value.Length >= 4)
                Deny(block, parameter);
        }

        if (reader.IsMalformed)
            context.Statistics.Count(SctpDrop.MalformedChunk);
    }

    /// <summary>After data has arrived: a reset that had to wait for it may be due.</summary>
    public void PerformDeferred(AssociationContext context, TransmissionControlBlock block)
    {
        if (_deferred is null || !TryPerform(context, block))
            return;
        Respond(block, _expectedSequence - 1, _lastResult);
    }

    private void HandleResponse(
        AssociationContext context, TransmissionControlBlock block, Timestamp now, in ReconfigResponseParameter response)
    {
        if (_request is null || response.ResponseSequence != _request.Sequence)
            return;
        block.Errors = 0;
        if (response.Result is ReconfigResult.InProgress or ReconfigResult.RequestAlreadyInProgress)
        {
            _request.IsAnswered = true;
            _request.IsDue = false;
            _request.Deadline = now + block.Sender.Timeout.Value;
            return;
        }

        var streams = _request.Streams.Except(_request.Confirmed);
        _request = null;
        foreach (var streamId in streams)
            Finish(context, streamId, response.Result is ReconfigResult.Performed or ReconfigResult.NothingToDo);
    }

    private static void Finish(AssociationContext context, ushort streamId, bool isReset)
    {
        if (isReset)
            context.SendQueue.Remove(streamId);
        else
            context.SendQueue.GetStream(streamId).IsClosing = false;
        context.Raise(SctpEventKind.OutgoingStreamReset, streamId);
    }

    private void HandleRequest(AssociationContext context, TransmissionControlBlock block, in OutgoingResetParameter request)
    {
        var sequence = request.RequestSequence;
        if (sequence == _expectedSequence)
        {
            _expectedSequence++;
            var streams = new ushort[request.StreamCount];
            for (var i = 0; i < streams.Length; i++)
                streams[i] = request.GetStream(i);
            _deferred = new DeferredReset(block.Tracker.Extend(request.LastAssignedTsn), streams);
            TryPerform(context, block);
        }
        else if (sequence != _expectedSequence - 1)
        {
            Respond(block, sequence, ReconfigResult.BadSequenceNumber);
            return;
        }

        Respond(block, sequence, _lastResult);
    }

    /// <summary>RFC 6525 5.2.2: only when all that was sent before the reset has arrived.</summary>
    private bool TryPerform(AssociationContext context, TransmissionControlBlock block)
    {
        if (_deferred is not { } reset)
            return false;
        if (reset.LastTsn > block.Tracker.CumulativeTsn)
        {
            _lastResult = ReconfigResult.InProgress;
            return false;
        }

        _deferred = null;
        _lastResult = ReconfigResult.Performed;
        if (reset.Streams.Length == 0)
        {
            block.Reassembly.ResetAllStreams();
            context.Raise(SctpEventKind.AllIncomingStreamsReset);
            return true;
        }

        foreach (var streamId in reset.Streams)
        {
            block.Reassembly.ResetStream(streamId);
            context.Raise(SctpEventKind.IncomingStreamReset, streamId);
        }

        return true;
    }

    /// <summary>
    /// Incoming SSN Reset, SSN/TSN Reset and Add Streams: no WebRTC implementation sends them. Each carries its sequence number first.
    /// </summary>
    private void Deny(TransmissionControlBlock block, in Parameter parameter)
    {
        if (parameter.Type is < ParameterType.OutgoingSsnReset or > ParameterType.AddIncomingStreams or ParameterType.ReconfigResponse)
            return;
        var sequence = BinaryPrimitives.ReadUInt32BigEndian(parameter.Value);
        if (sequence == _expectedSequence)
        {
            _expectedSequence++;
            _deferred = null;
            _lastResult = ReconfigResult.Denied;
        }

        Respond(block, sequence, sequence == _expectedSequence - 1 ? _lastResult : ReconfigResult.BadSequenceNumber);
    }

    private static void Respond(TransmissionControlBlock block, uint sequence, ReconfigResult result)
    {
        var parameters = new ParameterWriter(stackalloc byte[ReconfigResponseParameter.Length]);
        new ReconfigResponseParameter(sequence, result).Write(ref parameters);
        block.Answer(ChunkType.Reconfig, parameters.Written);
    }

    private sealed class ResetRequest(uint sequence, uint lastAssignedTsn, ushort[] streams)
    {
        public uint Sequence { get; } = sequence;

        public uint LastAssignedTsn { get; } = lastAssignedTsn;

        public ushort[] Streams { get; } = streams;

        public HashSet<ushort> Confirmed { get; } = [];

        public bool IsDue { get; set; } = true;

        /// <summary>The peer has said that it will, later.</summary>
        public bool IsAnswered { get; set; }

        public Timestamp Deadline { get; set; } = Timestamp.Never;
    }

    private sealed record DeferredReset(long LastTsn, ushort[] Streams);
}
