using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Treff.Server.LiveKitApi;

/// <summary>
/// Addresses by which browsers reach this server although no interface has them: behind NAT, the address of the name in the browser's
/// address bar is the router's, and forwarded to us. Asked once for each name, with little patience, and remembered.
/// </summary>
public class PublicAddresses(TimeProvider time)
{
    /// <summary>A join waits no longer for the name server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    /// <summary>Anybody may ask under any name: beyond so many none is looked up until old ones are forgotten.</summary>
    private const int MaxNames = 256;

    private const int MaxAddresses = 4;

    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Further addresses for a session whose browser used this host; usually none.</summary>
    public async Task<IReadOnlyList<IPAddress>> FindAsync(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
            return PublicNetwork.IsReachable(literal) && !IsOwn(literal) ? [literal] : [];
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || Uri.CheckHostName(host) != UriHostNameType.Dns)
            return [];
        var now = time.GetTimestamp();
        if (_answers.TryGetValue(host, out var known) && time.GetElapsedTime(known.At, now) < Memory)
            return await known.Addresses;
        Forget(now);
        if (_answers.Count >= MaxNames)
            return [];
        var answer = new Answer(now, LookUpAsync(host));
        _answers[host] = answer;
        return await answer.Addresses;
    }

    /// <summary>The name server's answer.</summary>
    protected virtual Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);

    /// <summary>Whether an interface of this host has the address: then it is offered anyway.</summary>
    protected virtual bool IsOwn(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Any(unicast => unicast.Address.Equals(address));

    private async Task<IReadOnlyList<IPAddress>> LookUpAsync(string host)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Patience);
            var found = await ResolveAsync(host, timeout.Token).WaitAsync(Patience);
            return [.. found.Where(address => PublicNetwork.Contains(address) && !IsOwn(address)).Take(MaxAddresses)];
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or TimeoutException or ArgumentException)
        {
            return [];
        }
    }

    private void Forget(long now)
    {
        foreach (var (host, answer) in _answers)
        {
            if (time.GetElapsedTime(answer.At, now) >= Memory)
                _answers.TryRemove(host, out _);
        }
    }

    private sealed record Answer(long At, Task<IReadOnlyList<IPAddress>> Addresses);
}
