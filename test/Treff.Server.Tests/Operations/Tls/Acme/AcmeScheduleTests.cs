using Treff.Server.Operations.Tls;
using Treff.Server.Operations.Tls.Acme;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Operations.Tls.Acme;

public class AcmeScheduleTests
{
    // A day of it is over when it begins to be served.
    private static readonly string Pem = SelfMade.CreatePem(["localhost"], TreffApp.Start, TimeSpan.FromDays(89));
    private static readonly TlsCertificate Certificate = TlsCertificate.FromPem(TlsOrigin.Acme, Pem, Pem);

    [Theory]
    [InlineData(0, false)]
    [InlineData(58.9, false)]
    [InlineData(59.1, true)]
    [InlineData(100, true)]
    public void A_certificate_is_renewed_when_a_third_of_its_life_is_left(double days, bool isDue) =>
        Assert.Equal(isDue, AcmeSchedule.IsDue(Certificate, TreffApp.Start.AddDays(days)));

    [Fact]
    public void Until_then_it_is_looked_at_every_hour_and_at_the_moment_itself()
    {
        Assert.Equal(TimeSpan.FromHours(1), AcmeSchedule.PauseUntilDue(Certificate, TreffApp.Start, 0));
        Assert.Equal(TimeSpan.FromMinutes(70), AcmeSchedule.PauseUntilDue(Certificate, TreffApp.Start, 1));
        Assert.Equal(TimeSpan.FromMinutes(10), AcmeSchedule.PauseUntilDue(Certificate, TreffApp.Start.AddDays(59).AddMinutes(-10), 0));
    }

    [Theory]
    [InlineData(1, 0, 3)]
    [InlineData(1, 1, 3.75)]
    [InlineData(2, 0, 6)]
    [InlineData(5, 0, 48)]
    [InlineData(8, 0, 360)]
    [InlineData(1000, 0, 360)]
    public void Failures_in_a_row_make_the_pauses_longer(int failures, double chance, double minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), AcmeSchedule.PauseAfter(failures, new AcmeException(AcmeFailureKind.Dns, ""), chance));

    [Fact]
    public void Not_more_than_five_checks_fail_within_an_hour()
    {
        var failure = new AcmeException(AcmeFailureKind.Dns, "");
        var sixth = Enumerable.Range(1, 5).Aggregate(TimeSpan.Zero, (sum, failures) => sum + AcmeSchedule.PauseAfter(failures, failure, 0));
        Assert.True(sixth > TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData(30, 30)]
    [InlineData(1, 3)]
    [InlineData(3000, 3000)]
    [InlineData(1_000_000, 8 * 24 * 60)]
    public void A_limit_is_waited_for(int? retryAfterMinutes, double minutes)
    {
        var failure = new AcmeException(AcmeFailureKind.RateLimited, "", retryAfterMinutes is { } wait ? TimeSpan.FromMinutes(wait) : null);
        Assert.Equal(TimeSpan.FromMinutes(minutes), AcmeSchedule.PauseAfter(1, failure, 0));
    }
}
