using Treff.LiveKit;

namespace Treff.Load;

/// <summary>The server that is measured.</summary>
/// <param name="Url">Of its signalling: ws or wss.</param>
/// <param name="ProcessId">On this machine; null = nothing is known of its processor time and memory.</param>
internal sealed record LoadTarget(Uri Url, ApiCredentials Credentials, int? ProcessId);
