namespace Treff.Rtc;

/// <summary>
/// Where a datagram came from and where an answer must leave: the local socket (an index that only the caller understands) and the
/// remote transport address. Answers leave by the socket the request came in on, or the browser drops them.
/// </summary>
public readonly record struct NetworkPath(int LocalSocket, TransportAddress Remote);
