namespace Treff.Sfu.Tcp;

/// <summary>What the media thread does with connections. Called on it alone.</summary>
internal interface IStreamHandler
{
    /// <summary>A datagram; <see cref="Udp.PacketSlots.Slack"/> bytes behind it may be read and written.</summary>
    void HandleStreamDatagram(StreamConnection connection, Span<byte> datagram);

    /// <summary>Whether somebody whom we know is behind the connection.</summary>
    bool IsAuthentic(StreamConnection connection);

    void OnStreamClosed(StreamConnection connection);
}
