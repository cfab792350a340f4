namespace Treff.Sfu.Udp;

/// <summary>The sockets of one transport, by way of whatever the system does best.</summary>
internal interface IDatagramSockets : IDatagramSender, IDisposable
{
    /// <summary>
    /// Waits until a datagram, <see cref="Wake"/> or the time-out (microseconds; negative = none) comes, then takes what is there up
    /// to the batch's capacity.
    /// </summary>
    void Receive(ReceiveBatch batch, long timeoutMicroseconds);

    /// <summary>Ends a wait, the current one or the next. Any thread.</summary>
    void Wake();
}
