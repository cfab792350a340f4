using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Ice;

public sealed class IceCredentialsTests
{
    [Fact]
    public void Created_credentials_are_what_RFC_8839_allows_and_differ()
    {
        var random = new SeededRandom(1);
        var all = Enumerable.Range(0, 500).Select(_ => IceCredentials.Create(random)).ToList();
        Assert.All(all, credentials =>
        {
            Assert.InRange(credentials.UsernameFragment.Length, 8, 16);
            Assert.True(credentials.Password.Length >= 24);
            Assert.True(IceCredentials.TryCreate(credentials.UsernameFragment, credentials.Password, out var read));
            Assert.Equal(credentials, read);
        });
        Assert.Equal(500, all.Select(credentials => credentials.UsernameFragment).Distinct().Count());
    }

    [Theory]
    [InlineData("abc", "0123456789012345678901")]
    [InlineData("abcd", "012345678901234567890")]
    [InlineData("ab d", "0123456789012345678901")]
    [InlineData("ab:d", "0123456789012345678901")]
    [InlineData("abcd", "01234567890123456789_1")]
    [InlineData(null, "0123456789012345678901")]
    [InlineData("abcd", null)]
    public void Refuses_what_is_too_short_or_has_other_characters(string? fragment, string? password) =>
        Assert.False(IceCredentials.TryCreate(fragment, password, out _));

    [Fact]
    public void Refuses_more_than_256_characters() =>
        Assert.False(IceCredentials.TryCreate(new string('a', 257), new string('b', 22), out _));

    [Fact]
    public void The_password_stays_out_of_logs() =>
        Assert.DoesNotContain("topsecret", new IceCredentials("user", "topsecrettopsecrettopsecret").ToString(), StringComparison.Ordinal);
}
