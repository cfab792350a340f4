using Treff.LiveKit;
using Treff.LiveKit.Protocol;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// Services of LiveKit that this server does not have. They refuse as LiveKit does without the parts they need, so that programs take the way
/// they take there.
/// </summary>
public static class TwirpAbsentServices
{
    private static readonly string[] IngressMethods = ["CreateIngress", "UpdateIngress", "ListIngress", "DeleteIngress"];

    private static readonly string[] SipMethods =
    [
        "ListSIPTrunk", "CreateSIPInboundTrunk", "CreateSIPOutboundTrunk", "UpdateSIPInboundTrunk", "UpdateSIPOutboundTrunk",
        "GetSIPInboundTrunk", "GetSIPOutboundTrunk", "ListSIPInboundTrunk", "ListSIPOutboundTrunk", "DeleteSIPTrunk",
        "CreateSIPDispatchRule", "UpdateSIPDispatchRule", "ListSIPDispatchRule", "DeleteSIPDispatchRule",
        "CreateSIPParticipant", "TransferSIPParticipant",
    ];

    private static readonly TwirpError NoAgents = TwirpError.Inner(TwirpErrorCode.Unimplemented, "agents are not supported");
    private static readonly TwirpError NoDispatch = TwirpError.Inner(TwirpErrorCode.NotFound, "agent dispatch does not exist");

    public static void AddTo(TwirpServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Add("livekit.Ingress", AllRefuse(IngressMethods, grant => grant.IngressAdmin, "ingress not connected (redis required)"));
        // Its rights stand in a claim of their own, which is not read: whoever has a token may hear that there is no SIP.
        services.Add("livekit.SIP", AllRefuse(SipMethods, _ => true, "sip not connected (redis required)"));
        services.Add("livekit.AgentDispatchService", AgentDispatch());
    }

    private static Dictionary<string, TwirpMethod> AllRefuse(string[] methods, Func<VideoGrant, bool> right, string message)
    {
        var refusal = new TwirpRefusal(right, TwirpError.Inner(TwirpErrorCode.Internal, message));
        return methods.ToDictionary(method => method, TwirpMethod (_) => refusal, StringComparer.Ordinal);
    }

    private static Dictionary<string, TwirpMethod> AgentDispatch() => new(StringComparer.Ordinal)
    {
        ["ListDispatch"] = new TwirpMethod<ListAgentDispatchRequest>(
            IsAdmin, request => request.Room, (_, _) => Task.FromResult(TwirpResult.Of(new ListAgentDispatchResponse()))),
        ["CreateDispatch"] = new TwirpMethod<CreateAgentDispatchRequest>(
            IsAdmin, request => request.Room, (_, _) => Task.FromResult<TwirpResult>(NoAgents)),
        ["DeleteDispatch"] = new TwirpMethod<DeleteAgentDispatchRequest>(
            IsAdmin, request => request.Room, (_, _) => Task.FromResult<TwirpResult>(NoDispatch)),
    };

    private static bool IsAdmin(VideoGrant grant) => grant.RoomAdmin;
}
