using Microsoft.Extensions.Logging;

namespace Treff.Sfu.Rooms;

/// <summary>What every room of a worker shares.</summary>
internal sealed record RoomServices(IRoomHost Host, RoomOptions Options, RoomEvents Events, ILogger Logger);
