using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Operations;
using Treff.Server.Operations.OpenApi;
using Treff.Server.Tests.Admin;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations;

/// <summary>The description of the API beside the API itself.</summary>
public class OpenApiTests
{
    [Fact]
    public async Task Every_endpoint_of_the_api_is_described_and_nothing_else_but_health()
    {
        await using var admin = await AdminApp.StartAsync();
        var mapped = admin.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal))
            .SelectMany(endpoint => MethodsOf(endpoint).Select(method => $"{method} {PathOf(endpoint.RoutePattern)}"))
            .Concat(["get /health", "get /health/live", "get /health/ready"]);
        var described = Operations(await ReadAsync(admin.App)).Select(operation => operation.Name);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_what_it_answers()
    {
        await using var admin = await AdminApp.StartAsync();
        var document = await ReadAsync(admin.App);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tags = document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ToHashSet();
        foreach (var (name, operation) in Operations(document))
        {
            Assert.True(operation.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 5, $"{name} has no summary");
            Assert.True(operation.TryGetProperty("operationId", out var id) && names.Add(id.GetString()!), $"{name} has no id of its own");
            Assert.All(operation.GetProperty("tags").EnumerateArray(), tag => Assert.Contains(tag.GetString(), tags));
            var responses = operation.GetProperty("responses").EnumerateObject().ToList();
            Assert.Contains(responses, response => response.Name[0] == '2');
            Assert.All(responses, response => AssertDescribed(document, name, response));
            foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
                Assert.True(parameter.TryGetProperty("description", out _), $"{name}: {parameter.GetProperty("name")} has no description");
            if (!name.StartsWith("get /health", StringComparison.Ordinal))
                Assert.Contains(responses, response => response.Name == "429");
        }
    }

    [Fact]
    public async Task Operations_that_read_a_body_describe_it_and_its_refusals()
    {
        await using var admin = await AdminApp.StartAsync();
        var document = await ReadAsync(admin.App);
        var withBody = Operations(document).Where(operation => operation.Operation.TryGetProperty("requestBody", out _)).ToList();
        foreach (var (name, operation) in withBody)
        {
            var schema = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
            Assert.True(Resolve(document, schema).GetProperty("properties").EnumerateObject().Any(), $"{name}: its body has no fields");
            Assert.Equal(["400", "413", "415"], operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).Where(s => s is "400" or "413" or "415").Order());
        }

        // What reads no body: signing out, deleting, and actions whose path says all.
        Assert.Contains("post /api/v1/meetings/create", withBody.Select(operation => operation.Name));
        Assert.Contains("patch /api/v1/meetings/{id}/settings", withBody.Select(operation => operation.Name));
        Assert.Contains("put /api/v1/meetings/{id}/spotlight", withBody.Select(operation => operation.Name));
    }

    [Theory]
    [InlineData("post /api/v1/meetings/{id}/end", "host")]
    [InlineData("patch /api/v1/meetings/{id}/settings", "host")]
    [InlineData("post /api/v1/meetings/{id}/lobby/admit-all", "host")]
    [InlineData("get /api/v1/meetings/{id}/attendance", "host")]
    [InlineData("get /api/v1/meetings/{id}/chat", "participant")]
    [InlineData("get /api/v1/meetings/{id}/wait", "ticket")]
    [InlineData("get /api/v1/admin/live", "operator")]
    [InlineData("post /api/v1/admin/session", null)]
    [InlineData("post /api/v1/meetings/{id}/join", null)]
    public async Task Who_needs_a_credential_is_told_which(string name, string? scheme)
    {
        await using var admin = await AdminApp.StartAsync();
        var document = await ReadAsync(admin.App);
        var operation = Operations(document).Single(each => each.Name == name).Operation;
        Assert.Equal(scheme is not null, operation.TryGetProperty("security", out var security));
        if (scheme is null)
            return;
        Assert.Equal(scheme, Assert.Single(Assert.Single(security.EnumerateArray()).EnumerateObject()).Name);
        Assert.True(document.GetProperty("components").GetProperty("securitySchemes").TryGetProperty(scheme, out _));
        if (scheme != "ticket")
            Assert.True(operation.GetProperty("responses").TryGetProperty("401", out _));
    }

    [Theory]
    [InlineData(CreationPolicy.Anyone, 2)]
    [InlineData(CreationPolicy.Key, 1)]
    public async Task Creating_needs_a_key_where_not_everybody_may(CreationPolicy policy, int alternatives)
    {
        await using var app = await TreffApp.StartAsync(new TreffAppSettings { CreateMeetings = policy });
        var create = Operations(await ReadAsync(app)).Single(each => each.Name == "post /api/v1/meetings/create").Operation;
        Assert.Equal(alternatives, create.GetProperty("security").GetArrayLength());
        Assert.True(create.GetProperty("security")[0].TryGetProperty(Credential.Creator.SchemeName(), out _));
    }

    [Fact]
    public async Task Numbers_are_numbers_and_no_reference_leads_nowhere()
    {
        await using var admin = await AdminApp.StartAsync();
        var document = await ReadAsync(admin.App);
        foreach (var schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
            Assert.DoesNotContain("\"pattern\"", schema.Value.GetRawText(), StringComparison.Ordinal);
        foreach (var reference in ReferencesIn(document))
            Resolve(document, reference);
    }

    [Fact]
    public async Task The_page_to_read_it_runs_only_scripts_of_this_server()
    {
        await using var app = await TreffApp.StartAsync();
        using var redirect = await app.SendAsync(HttpMethod.Get, "/api-docs");
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        var nonces = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            using var page = await app.SendAsync(HttpMethod.Get, "/api-docs/");
            var html = await page.Content.ReadAsStringAsync();
            var policy = page.Headers.GetValues("Content-Security-Policy").Single();
            var script = policy.Split(';').Single(part => part.Contains("script-src", StringComparison.Ordinal));
            var nonce = script.Split("'nonce-")[1].Split('\'')[0];
            Assert.True(nonces.Add(nonce));
            Assert.DoesNotContain("unsafe-inline", script, StringComparison.Ordinal);
            Assert.Contains($"nonce=\"{nonce}\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
            Assert.Contains("openapi/v1.json", html, StringComparison.Ordinal);
        }

        using var bundle = await app.SendAsync(HttpMethod.Get, "/api-docs/scalar.js");
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (bundle.StatusCode, bundle.Content.Headers.ContentType!.MediaType));
        Assert.DoesNotContain("nonce", bundle.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReadAsync(TreffApp app) => await app.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name} {path.Name}", operation.Value);

    private static void AssertDescribed(JsonElement document, string name, JsonProperty response)
    {
        Assert.True(response.Value.GetProperty("description").GetString()!.Length > 4, $"{name} {response.Name} has no description");
        if (response.Name == "204")
            return;
        var content = response.Value.GetProperty("content").EnumerateObject().ToList();
        var isProblem = response.Name[0] is '4' or '5' && !name.StartsWith("get /health", StringComparison.Ordinal);
        Assert.Equal(isProblem, content.Exists(each => each.Name == "application/problem+json"));
        foreach (var type in content)
            Resolve(document, type.Value.GetProperty("schema"));
    }

    /// <summary>The schema itself; throws where a reference leads nowhere.</summary>
    private static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out var reference))
            return schema;
        var name = reference.GetString()!;
        Assert.StartsWith("#/components/schemas/", name, StringComparison.Ordinal);
        return document.GetProperty("components").GetProperty("schemas").GetProperty(name["#/components/schemas/".Length..]);
    }

    private static IEnumerable<JsonElement> ReferencesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String => [element],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => ReferencesIn(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReferencesIn),
        _ => [],
    };

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => method.ToLowerInvariant());

    private static string PathOf(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            _ => throw new InvalidOperationException("Another kind of part"),
        }))));
}
