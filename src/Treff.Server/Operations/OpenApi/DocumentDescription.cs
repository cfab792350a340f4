using Microsoft.OpenApi;
using Treff.Server.Admin;

namespace Treff.Server.Operations.OpenApi;

/// <summary>The parts of the document that belong to no single operation.</summary>
internal static class DocumentDescription
{
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Meetings", "Creating meetings and asking about them."),
        ("Joining", "Getting a token, and waiting to be let in."),
        ("Hosts", "What hosts and co-hosts do. Refused with 403 `hosts_only` to everybody else."),
        ("Chat", "Messages for those who come later."),
        ("Attendance", "Who was in a meeting, for its hosts."),
        ("Operations", "About the server."),
        ("Admin", "The operator's interface; there only with `ADMIN_TOKEN`."),
    ];

    public static void Complete(OpenApiDocument document, TreffOptions options)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Treff",
            Version = HealthEndpoints.Version,
            Description =
                """
                Video meetings on your own server. Names are snake_case, times UTC (RFC 3339). Errors are problem details (RFC 9457) in German or English by
                `Accept-Language`; `code` is for programs. A meeting code looks like `abc-defg-hij`; wherever one goes in, its alias does, too.
                """,
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        if (options.FrontendUrl is { } url)
            document.Servers = [new OpenApiServer { Url = url.GetLeftPart(UriPartial.Authority) }];
        var used = document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(pair => pair.Value).SelectMany(operation => operation.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Name).ToHashSet(StringComparer.Ordinal);
        document.Tags = Tags.Where(tag => used.Contains(tag.Name)).Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        foreach (var credential in Enum.GetValues<Credential>().Where(c => c != Credential.Operator || options.AdminToken is not null))
            document.AddComponent(credential.SchemeName(), Scheme(credential));
    }

    private static OpenApiSecurityScheme Scheme(Credential credential) => credential switch
    {
        Credential.Creator => Bearer("An API key, or the value of `ADMIN_TOKEN`. Needed where `CREATE_MEETINGS` is not `anyone`."),
        Credential.Host => Bearer("The `host_key` of the meeting, or the `ticket` of somebody who is host or co-host at that moment."),
        Credential.Participant => Bearer("The `token` that joining answered with.", "JWT"),
        Credential.Ticket => new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Query,
            Name = "ticket",
            Description = "The `ticket` that joining answered with: in the query, because browsers cannot set headers on an EventSource, or as Bearer.",
        },
        _ => new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = AdminSessions.CookieName,
            Description = "Set by signing in (`POST /api/v1/admin/session`).",
        },
    };

    private static OpenApiSecurityScheme Bearer(string description, string? format = null) => new()
    {
        Type = SecuritySchemeType.Http,
        Scheme = "bearer",
        BearerFormat = format,
        Description = description,
    };
}
