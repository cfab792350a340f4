using Treff.LiveKit.Protocol;
using Treff.Rtc;

namespace Treff.Sfu.Rooms;

/// <summary>Everything in a room that happens by the clock.</summary>
internal sealed class RoomTimer : IWorkerTimer
{
    // Key frame requests and layer liveness; a tenth of a second is below what people notice.
    private static readonly TimeSpan MediaInterval = TimeSpan.FromMilliseconds(100);

    // LiveKit: quality every five seconds, counts no more often.
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TokenInterval = TimeSpan.FromMinutes(5);

    // LiveKit: whose connection is not up a minute after joining is taken out.
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(60);

    // How long a client that has closed its connection may take to say why.
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);

    private readonly Room _room;
    private Timestamp _nextMedia;
    private Timestamp _nextSpeakers;
    private Timestamp _nextReport;

    public RoomTimer(Room room)
    {
        _room = room;
        _nextMedia = _nextSpeakers = _nextReport = room.Host.Now;
    }

    public Timestamp NextTimeout
    {
        get
        {
            if (_room.IsClosed)
                return Timestamp.Never;
            var next = _room.EndsAt;
            if (_room.Participants.Count == 0)
                return next;
            next = Timestamp.Min(next, _nextMedia);
            foreach (var participant in _room.Participants)
                next = Timestamp.Min(next, participant.Negotiation.NextTimeout);
            return next;
        }
    }

    public void HandleTimeout(Timestamp now)
    {
        if (!_room.IsClosed)
            Tick(now);
    }

    public void OnFault(Exception exception) => _room.OnFault();

    private void Tick(Timestamp now)
    {
        if (now >= _room.EndsAt)
        {
            _room.Close(DisconnectReason.RoomClosed, RoomEndReason.RoomEndIdleTimeout);
            return;
        }

        foreach (var participant in _room.Participants.ToArray())
            participant.Negotiation.HandleTimeout(now);
        if (TakeTurn(now, ref _nextMedia, MediaInterval))
            TickMedia(now);
        if (TakeTurn(now, ref _nextSpeakers, ActiveSpeakers.Interval))
            _room.Speakers.Tick(_room.Participants);
        if (TakeTurn(now, ref _nextReport, ReportInterval))
            TickReports(now);
    }

    private static bool TakeTurn(Timestamp now, ref Timestamp next, TimeSpan interval)
    {
        if (now < next)
            return false;
        next += interval;
        // After an idle time the missed turns are not made up for.
        if (next <= now)
            next = now + interval;
        return true;
    }

    private void TickMedia(Timestamp now)
    {
        foreach (var participant in _room.Participants.ToArray())
        {
            if (now >= participant.GivenUpAt)
                _room.Remove(participant, DisconnectReason.ConnectionTimeout, LeaveRequest.Types.Action.Reconnect);
            else if (participant.ConnectionClosedAt != Timestamp.Never && now - participant.ConnectionClosedAt >= GoodbyeTimeout)
                _room.OnConnectionLost(participant);
            foreach (var track in participant.Publications.Tracks)
                track.Tick(now);
            participant.Subscriptions.Tick(now);
            participant.Bandwidth.Tick(now);
        }
    }

    private void TickReports(Timestamp now)
    {
        foreach (var participant in _room.Participants.ToArray())
        {
            if (!participant.WasActive && now - participant.JoinedAt >= JoinTimeout)
                _room.Remove(participant, DisconnectReason.JoinFailure);
            else if (now - participant.TokenSentAt >= TokenInterval)
                _room.SendToken(participant);
        }

        if (_room.CountsAreStale)
        {
            _room.CountsAreStale = false;
            _room.SendToAll(new SignalResponse { RoomUpdate = new RoomUpdate { Room = _room.ToProto() } });
        }

        _room.Quality.Tick(_room.Participants, ReportInterval);
    }
}
