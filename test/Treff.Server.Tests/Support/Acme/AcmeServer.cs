using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Treff.Server.Tests.Support.Acme;

/// <summary>
/// A certificate authority on a port of its own that speaks RFC 8555 and believes nothing: it checks signatures, nonces and addresses, fetches challenges over HTTP and
/// issues from the request. It can be told to misbehave.
/// </summary>
internal sealed class AcmeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _nonces = new();
    private readonly ConcurrentDictionary<string, JsonElement> _accounts = new();
    private readonly ConcurrentDictionary<string, Order> _orders = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http;
    private int _counter;

    private AcmeServer(WebApplication app)
    {
        _app = app;
        // Whatever the name is, it leads to this machine.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectCallback = ConnectAsync });
    }

    public AcmeAuthority Authority { get; } = new();

    public Uri DirectoryUrl => new(Root + "directory");

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>So many signed requests are refused for their nonce.</summary>
    public int BadNonces { get; set; }

    /// <summary>So many times an authorization that was checked is still said to be pending.</summary>
    public int PendingPolls { get; set; }

    /// <summary>So many times a finalized order is still said to be processing.</summary>
    public int ProcessingPolls { get; set; }

    /// <summary>With the answers that make somebody wait; RFC 9110 has seconds.</summary>
    public int? RetryAfter { get; set; }

    /// <summary>The kind of problem with which new orders are refused.</summary>
    public string? RefusesOrders { get; set; }

    /// <summary>The kind of problem that checks end with, without looking.</summary>
    public string? FailsChecks { get; set; }

    public bool WantsExternalAccounts { get; set; }

    /// <summary>What was asked for, in order: paths without numbers.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public IReadOnlyCollection<JsonElement> Accounts => [.. _accounts.Values];

    public IReadOnlyList<string[]> Contacts => [.. _contacts];

    public int Issued => _orders.Values.Count(order => order.Chain is not null);

    private readonly ConcurrentQueue<string[]> _contacts = new();

    private string Root => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/";

    public static async Task<AcmeServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new AcmeServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Port 80 of all names, as it were. Checks wait until it is known.</summary>
    public void ValidateAt(int port) => _port.TrySetResult(port);

    /// <summary>It does not know its accounts any more.</summary>
    public void ForgetAccounts() => _accounts.Clear();

    public async ValueTask DisposeAsync()
    {
        _port.TrySetCanceled();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
        Authority.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, await _port.Task.WaitAsync(cancellationToken), cancellationToken);
        return client.GetStream();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Trim('/').Split('/');
        Requests.Enqueue(path[0]);
        if (path[0] == "directory")
        {
            object directory = new
            {
                newNonce = Root + "nonce",
                newAccount = Root + "new-account",
                newOrder = Root + "new-order",
                revokeCert = Root + "revoke",
                keyChange = Root + "key-change",
                meta = new { termsOfService = Root + "terms", externalAccountRequired = WantsExternalAccounts },
            };
            await context.Response.WriteAsJsonAsync(directory);
            return;
        }

        var nonce = Guid.NewGuid().ToString("N");
        _nonces[nonce] = true;
        context.Response.Headers["Replay-Nonce"] = nonce;
        if (path[0] == "nonce")
            return;
        var request = new AcmeRequest(await context.Request.ReadFromJsonElementAsync());
        if (Refusal(context, request) is { } kind)
            await RefuseAsync(context, kind, "As the test wants it.");
        else if (path[0] == "new-account")
            await AnswerNewAccountAsync(context, request);
        else if (!_accounts.TryGetValue(request.KeyId!, out var key))
            await RefuseAsync(context, "accountDoesNotExist", "No such account.");
        else if (!request.IsSignedBy(key))
            await RefuseAsync(context, "malformed", "Wrong signature.");
        else if (path[0] == "account")
            _contacts.Enqueue(ContactOf(request));
        else if (path[0] == "new-order")
            await AnswerNewOrderAsync(context, request);
        else
            await AnswerOrderAsync(context, path[0], _orders[path[1]], path.ElementAtOrDefault(2), request, AcmeRequest.Thumbprint(key));
    }

    private string? Refusal(HttpContext context, AcmeRequest request)
    {
        if (context.Request.Method != "POST" || context.Request.ContentType != "application/jose+json" || context.Request.Headers.UserAgent.Count == 0)
            return "malformed";
        if (request.Algorithm != "ES256")
            return "badSignatureAlgorithm";
        if (request.Url != Root + context.Request.Path.Value!.TrimStart('/'))
            return "unauthorized";
        if (!_nonces.TryRemove(request.Nonce, out _) || BadNonces-- > 0)
            return "badNonce";
        var makesAccount = context.Request.Path == "/new-account";
        return makesAccount == (request.Key is not null) && makesAccount == (request.KeyId is null) ? null : "malformed";
    }

    private async Task AnswerNewAccountAsync(HttpContext context, AcmeRequest request)
    {
        var key = request.Key!.Value;
        if (!request.IsSignedBy(key) || !request.Payload!.Value.GetProperty("termsOfServiceAgreed").GetBoolean())
        {
            await RefuseAsync(context, "malformed", "Wrong signature, or the terms are not agreed to.");
            return;
        }

        var url = Root + "account/" + AcmeRequest.Thumbprint(key);
        context.Response.StatusCode = _accounts.TryAdd(url, key) ? 201 : 200;
        if (context.Response.StatusCode == 201)
            _contacts.Enqueue(ContactOf(request));
        context.Response.Headers.Location = url;
        await context.Response.WriteAsJsonAsync(new { status = "valid" });
    }

    private async Task AnswerNewOrderAsync(HttpContext context, AcmeRequest request)
    {
        if (RefusesOrders is { } kind)
        {
            await RefuseAsync(context, kind, "No order today.");
            return;
        }

        var names = request.Payload!.Value.GetProperty("identifiers").EnumerateArray().Select(identifier => identifier.GetProperty("value").GetString()!);
        var order = new Order(Interlocked.Increment(ref _counter).ToString(System.Globalization.CultureInfo.InvariantCulture), [.. names.Select(name => new Check(name))]);
        _orders[order.Id] = order;
        context.Response.StatusCode = 201;
        context.Response.Headers.Location = $"{Root}order/{order.Id}";
        await context.Response.WriteAsJsonAsync(Wire(order));
    }

    private async Task AnswerOrderAsync(HttpContext context, string what, Order order, string? index, AcmeRequest request, string thumbprint)
    {
        var check = index is null ? null : order.Checks[int.Parse(index, System.Globalization.CultureInfo.InvariantCulture)];
        switch (what)
        {
            case "order":
                await context.Response.WriteAsJsonAsync(Wire(order, isAskedFor: true));
                break;
            case "authorization":
                await context.Response.WriteAsJsonAsync(WireCheck(order, check!));
                break;
            case "challenge":
                Assert.NotNull(request.Payload);
                await LookAsync(check!, thumbprint);
                await context.Response.WriteAsJsonAsync(new { type = "http-01", url = request.Url, status = "processing", token = check!.Token });
                break;
            case "finalize" when order.Status == "ready":
                var csr = Base64Url.DecodeFromChars(request.Payload!.Value.GetProperty("csr").GetString());
                order.Chain = Authority.Issue(csr, [.. order.Checks.Select(each => each.Name)], Time.GetUtcNow().AddHours(-1), Lifetime);
                await context.Response.WriteAsJsonAsync(Wire(order));
                break;
            case "certificate" when order.Chain is { } chain:
                context.Response.ContentType = "application/pem-certificate-chain";
                await context.Response.WriteAsync(chain);
                break;
            default:
                await RefuseAsync(context, "orderNotReady", $"Not now: {order.Status}.");
                break;
        }

        object WireCheck(Order it, Check of)
        {
            var index = it.Checks.IndexOf(of);
            var isHidden = of.Status != "pending" && PendingPolls-- > 0;
            if (isHidden && RetryAfter is { } wait)
                context.Response.Headers.RetryAfter = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
            object? error = of.Problem is { } kind ? new { type = "urn:ietf:params:acme:error:" + kind, detail = "What the check found." } : null;
            var challenge = new { type = "http-01", url = $"{Root}challenge/{it.Id}/{index}", token = of.Token, error };
            var other = new { type = "dns-01", url = $"{Root}challenge/{it.Id}/{index}", token = of.Token, error = (object?)null };
            return new { identifier = new { type = "dns", value = of.Name }, status = isHidden ? "pending" : of.Status, challenges = new object[] { other, challenge } };
        }
    }

    private object Wire(Order order, bool isAskedFor = false)
    {
        var isHidden = isAskedFor && order.Status == "valid" && ProcessingPolls-- > 0;
        return new
        {
            status = isHidden ? "processing" : order.Status,
            identifiers = order.Checks.Select(check => new { type = "dns", value = check.Name }),
            authorizations = order.Checks.Select((_, index) => $"{Root}authorization/{order.Id}/{index}"),
            finalize = $"{Root}finalize/{order.Id}",
            certificate = order.Chain is null ? null : $"{Root}certificate/{order.Id}",
        };
    }

    private async Task LookAsync(Check check, string thumbprint)
    {
        check.Problem = FailsChecks;
        if (check.Problem is null)
        {
            try
            {
                using var response = await _http.GetAsync(new Uri($"http://{check.Name}/.well-known/acme-challenge/{check.Token}"));
                if (!response.IsSuccessStatusCode || await response.Content.ReadAsStringAsync() != $"{check.Token}.{thumbprint}")
                    check.Problem = "unauthorized";
            }
            catch (HttpRequestException)
            {
                check.Problem = "connection";
            }
        }

        check.Status = check.Problem is null ? "valid" : "invalid";
    }

    private Task RefuseAsync(HttpContext context, string kind, string detail)
    {
        context.Response.StatusCode = kind == "rateLimited" ? 429 : 400;
        if (kind == "rateLimited" && RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(new { type = "urn:ietf:params:acme:error:" + kind, detail }, (JsonSerializerOptions?)null, "application/problem+json");
    }

    private static string[] ContactOf(AcmeRequest request) => [.. request.Payload!.Value.GetProperty("contact").EnumerateArray().Select(contact => contact.GetString()!)];

    private sealed record Order(string Id, List<Check> Checks)
    {
        public string? Chain { get; set; }

        public string Status => Chain is not null ? "valid"
            : Checks.Exists(check => check.Status == "invalid") ? "invalid"
            : Checks.TrueForAll(check => check.Status == "valid") ? "ready" : "pending";
    }

    private sealed class Check(string name)
    {
        public string Name => name;

        public string Token { get; } = Guid.NewGuid().ToString("N");

        public string Status { get; set; } = "pending";

        public string? Problem { get; set; }
    }
}

/// <summary>Bodies whose media type is not JSON's.</summary>
internal static class HttpRequestExtensions
{
    public static async Task<JsonElement> ReadFromJsonElementAsync(this HttpRequest request)
    {
        using var document = await JsonDocument.ParseAsync(request.Body);
        return document.RootElement.Clone();
    }
}
