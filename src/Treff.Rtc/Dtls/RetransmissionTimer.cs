using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Treff.Rtc.Dtls;

/// <summary>
/// When the last flight is sent again (RFC 6347 section 4.2.4): after 100 ms, then doubling.
/// </summary>
/// <remarks>
/// OpenSSL keeps such a timer by itself, but on the system's clock. It cannot be told the time, only be told a duration through its
/// callback, and it counts a timer that has less than 15 ms left as expired. So it always gets 16 ms, which is over by the time this
/// class asks for a retransmission. It also means that OpenSSL sends the flight once more by itself when it is called with an answer that
/// took longer: a copy that the other side ignores.
/// </remarks>
internal sealed class RetransmissionTimer
{
    /// <summary>OpenSSL's default is 1 s: with a lost first flight that was measured as 1,067 ms to media against 284 ms with 100 ms.</summary>
    private const int FirstIntervalMilliseconds = 100;

    private const int MaxIntervalMilliseconds = 3200;
    private const uint OpenSslDurationMicroseconds = 16_000;

    /// <summary>The millisecond that OpenSSL may lack is waited for only when time is virtual; this many looks last far longer.</summary>
    private const int MaxLooks = 1_000_000;

    [ThreadStatic]
    private static uint t_flightsStarted;

    private int _intervalMilliseconds = FirstIntervalMilliseconds;

    /// <summary>When the next retransmission is due; <see cref="Timestamp.Never"/> while no flight awaits an answer.</summary>
    public Timestamp Deadline { get; private set; } = Timestamp.Never;

    /// <summary>Changes whenever OpenSSL begins to wait for the answer to a new flight; compare before and after a call.</summary>
    public static uint FlightsStarted => t_flightsStarted;

    public static unsafe void Attach(SslHandle ssl) => OpenSsl.DTLS_set_timer_cb(ssl, &OnTimerSet);

    /// <summary>To be called after each call into OpenSSL that may have sent or received a flight.</summary>
    public void Update(Timestamp now, SslHandle ssl, bool startedFlight)
    {
        if (!IsRunning(ssl, out _))
        {
            Deadline = Timestamp.Never;
        }
        else if (startedFlight || Deadline == Timestamp.Never)
        {
            _intervalMilliseconds = FirstIntervalMilliseconds;
            Deadline = now.AddMilliseconds(_intervalMilliseconds);
        }
    }

    /// <summary>Sends the last flight again; false when OpenSSL gives up, which it does after the twelfth time.</summary>
    public unsafe bool TryRetransmit(Timestamp now, SslHandle ssl)
    {
        for (var looks = 0; looks < MaxLooks && IsRunning(ssl, out var hasTimeLeft) && hasTimeLeft; looks++)
        {
        }

        if (OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlHandleDtlsTimeout, new CLong(0), null).Value < 0)
            return false;

        _intervalMilliseconds = Math.Min(_intervalMilliseconds * 2, MaxIntervalMilliseconds);
        Deadline = now.AddMilliseconds(_intervalMilliseconds);
        return true;
    }

    public void Stop() => Deadline = Timestamp.Never;

    private static unsafe bool IsRunning(SslHandle ssl, out bool hasTimeLeft)
    {
        // A C timeval: two longs, or less. Only whether anything of it is not zero matters.
        var left = stackalloc long[2];
        left[0] = left[1] = 0;
        var running = OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlGetDtlsTimeout, new CLong(0), left).Value > 0;
        hasTimeLeft = (left[0] | left[1]) != 0;
        return running;
    }

    /// <summary>Called by OpenSSL on the thread that called it: a previous duration of 0 means that a new flight is out.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint OnTimerSet(nint ssl, uint previousMicroseconds)
    {
        if (previousMicroseconds == 0)
            t_flightsStarted++;
        return OpenSslDurationMicroseconds;
    }
}
