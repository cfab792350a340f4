using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Treff.Fuzz;
using Treff.Rtc.Tests.Support;
using Treff.Server.Joining;
using Treff.Server.Meetings;
using Treff.Server.Operations;

namespace Treff.Server.Tests.Fuzz;

/// <summary>Bodies of the REST API: each is an object or a problem.</summary>
internal sealed class JsonBodyTarget() : FuzzTarget("rest-json")
{
    private static readonly byte[][] Corpus =
    [
        """{"display_name":"Anna","language":"de"}"""u8.ToArray(),
        """{"title":"Ü \u00fc","max_participants":5,"nested":{"a":[1,2,{"b":null}]},"x":1e5,"y":true}"""u8.ToArray(),
        "\uFEFF{ }"u8.ToArray(),
        """[[[["deep"]]]]"""u8.ToArray(),
    ];

    private static readonly string[] ContentTypes =
        ["application/json", "application/json; charset=utf-8", "application/problem+json", "text/plain", "application/json; charset=\"utf-16\"", ";;", ""];

    private readonly ServiceProvider _services = new ServiceCollection().AddOptions().BuildServiceProvider();

    public override int ShortInputs => 5000;

    public override void Step(SeededRandom random)
    {
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Request.Body = new MemoryStream(Mutations.Damage(Corpus[random.Next(Corpus.Length)], random));
        context.Request.ContentType = ContentTypes[random.Chance(0.8) ? 0 : random.Next(ContentTypes.Length)];
        if (random.Chance(0.5))
            Read<JoinMeetingRequest>(context);
        else
            Read<MeetingOptions>(context);
    }

    private static void Read<T>(HttpContext context)
        where T : class, new()
    {
        var reading = JsonBody.ReadAsync<T>(context).AsTask();
        Assert.NotNull(reading.GetAwaiter().GetResult().Value);
    }
}
