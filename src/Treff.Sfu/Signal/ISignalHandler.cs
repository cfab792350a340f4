using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Signal;

/// <summary>The room's end of a signalling session; called on the worker's thread.</summary>
internal interface ISignalHandler
{
    void HandleSignal(SignalSession session, SignalRequest request);

    void OnSignalClosed(SignalSession session);
}
