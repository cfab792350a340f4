using System.Net;
using Microsoft.Extensions.Time.Testing;
using Treff.Server.LiveKitApi;

namespace Treff.Server.Tests.LiveKitApi;

public sealed class PublicAddressesTests
{
    private static readonly IPAddress Router = IPAddress.Parse("1.2.3.4");

    [Theory]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("192.168.1.20", "192.168.1.20")]
    [InlineData("[2a00:1450::5]", "2a00:1450::5")]
    [InlineData("127.0.0.1", null)]
    [InlineData("[::1]", null)]
    [InlineData("0.0.0.0", null)]
    [InlineData("224.0.0.1", null)]
    [InlineData("[fe80::1]", null)]
    [InlineData("9.9.9.9", null)]
    [InlineData("localhost", null)]
    [InlineData("not a name", null)]
    [InlineData("", null)]
    public async Task An_address_in_the_address_bar_is_offered_unless_it_is_ours_or_nobodys(string host, string? expected)
    {
        var found = await new Stub().FindAsync(host);
        Assert.Equal(expected is null ? [] : [IPAddress.Parse(expected)], found);
    }

    [Fact]
    public async Task Of_a_name_only_public_addresses_are_offered()
    {
        var stub = new Stub { Answer = [IPAddress.Loopback, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("100.64.0.1"), Router, IPAddress.Parse("fd00::1"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("9.9.9.9")] };
        Assert.Equal([Router], await stub.FindAsync("meet.example.org"));
    }

    [Fact]
    public async Task A_name_is_asked_for_once_in_five_minutes()
    {
        var stub = new Stub { Answer = [Router] };
        await Task.WhenAll(stub.FindAsync("meet.example.org"), stub.FindAsync("MEET.example.org"));
        Assert.Equal(1, stub.Questions);
        stub.Time.Advance(TimeSpan.FromMinutes(5));
        await stub.FindAsync("meet.example.org");
        Assert.Equal(2, stub.Questions);
    }

    [Fact]
    public async Task A_name_server_that_does_not_answer_holds_nobody_up()
    {
        var stub = new Stub { NeverAnswers = true };
        Assert.Empty(await stub.FindAsync("meet.example.org").WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Strangers_cannot_make_it_ask_for_ever_more_names()
    {
        var stub = new Stub { Answer = [Router] };
        for (var i = 0; i < 300; i++)
            await stub.FindAsync($"n{i}.example.org");
        Assert.Equal(256, stub.Questions);
    }

    private sealed class Stub(FakeTimeProvider time) : PublicAddresses(time)
    {
        public Stub()
            : this(new FakeTimeProvider())
        {
        }

        public FakeTimeProvider Time { get; } = time;

        public IPAddress[] Answer { get; init; } = [];

        public bool NeverAnswers { get; init; }

        public int Questions { get; private set; }

        protected override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Questions++;
            return NeverAnswers ? new TaskCompletionSource<IPAddress[]>().Task : Task.FromResult(Answer);
        }

        protected override bool IsOwn(IPAddress address) => address.ToString() == "9.9.9.9";
    }
}
