using Treff.Rtc;

namespace Treff.Sfu.Rooms;

/// <summary>Something on a media worker that wants to be called at a time: a room, a participant, a peer.</summary>
internal interface IWorkerTimer
{
    /// <summary>When <see cref="HandleTimeout"/> is due; read after each call of it and when the timer is scheduled.</summary>
    Timestamp NextTimeout { get; }

    void HandleTimeout(Timestamp now);

    /// <summary><see cref="HandleTimeout"/> threw: our bug, and what owns the timer ends alone.</summary>
    void OnFault(Exception exception);
}
