namespace Treff.Server.LiveKitApi;

/// <summary>The services of the server API by their full names, <c>livekit.RoomService</c>, and their methods.</summary>
public sealed class TwirpServices
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, TwirpMethod>> _services = new(StringComparer.Ordinal);

    public void Add(string name, IReadOnlyDictionary<string, TwirpMethod> methods) => _services.Add(name, methods);

    public IReadOnlyDictionary<string, TwirpMethod>? Find(string name) => _services.GetValueOrDefault(name);
}
