using Treff.Rtc.Ice;

namespace Treff.Rtc.Tests.Ice;

public sealed class IcePairTests
{
    private readonly IceSimulation _pair = new();

    [Fact]
    public void Connects_in_two_round_trips_and_nominates()
    {
        _pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal([(20, "server", IceState.Connected), (80, "client", IceState.Connected)], _pair.Changes);
        Assert.Equal(new NetworkPath(0, IceSimulation.Public(1000)), _pair.Server.SelectedPath);
        Assert.Equal(IceSimulation.Public(1000), _pair.Client.MappedAddress);
        Assert.Equal(TimeSpan.FromMilliseconds(40), _pair.Client.RoundTripTime);
    }

    [Fact]
    public void Consent_checks_keep_an_idle_connection_alive()
    {
        _pair.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(2, _pair.Changes.Count);
        Assert.InRange(_pair.Client.ChecksSent, 235, 245);
        Assert.Equal(0, _pair.Server.Statistics.PathChanges);
    }

    [Theory]
    [InlineData(0.15)]
    [InlineData(0.3)]
    public void Loss_delays_the_connection_but_does_not_end_it(double loss)
    {
        for (var seed = 1ul; seed <= 50; seed++)
        {
            var pair = new IceSimulation(seed) { Loss = loss };
            pair.Run(TimeSpan.FromSeconds(4));
            Assert.Equal(IceState.Connected, pair.Client.State);
            pair.Run(TimeSpan.FromMinutes(5));
            Assert.Equal(IceState.Connected, pair.Client.State);
            Assert.Equal(IceState.Connected, pair.Server.State);
            Assert.DoesNotContain(pair.Changes, change => change.State == IceState.Failed);
        }
    }

    [Fact]
    public void Silence_ends_consent_after_ten_and_fifteen_seconds()
    {
        _pair.Run(TimeSpan.FromSeconds(1));
        _pair.IsBlocked = true;
        _pair.Run(TimeSpan.FromSeconds(30));

        // The last check arrived at 60 ms, its answer at 80 ms.
        Assert.Equal(
            [
                (10060, "server", IceState.Disconnected), (10080, "client", IceState.Disconnected),
                (15060, "server", IceState.Failed), (15080, "client", IceState.Failed),
            ],
            _pair.Changes.Skip(2));
        Assert.Equal(Timestamp.Never, _pair.Server.NextTimeout);
        Assert.Equal(Timestamp.Never, _pair.Client.NextTimeout);
    }

    [Fact]
    public void A_pause_of_twelve_seconds_ends_within_half_a_second_of_the_path()
    {
        _pair.Run(TimeSpan.FromSeconds(1));
        _pair.IsBlocked = true;
        _pair.Run(TimeSpan.FromSeconds(12));
        Assert.Equal(IceState.Disconnected, _pair.Server.State);
        _pair.IsBlocked = false;
        _pair.Run(TimeSpan.FromMilliseconds(550));
        Assert.Equal(IceState.Connected, _pair.Server.State);
        Assert.Equal(IceState.Connected, _pair.Client.State);
    }

    [Fact]
    public void A_new_port_from_the_NAT_is_followed_at_the_next_check()
    {
        _pair.Run(TimeSpan.FromSeconds(5));
        _pair.Map(0, IceSimulation.Public(2000));
        _pair.Run(TimeSpan.FromSeconds(2.6));
        Assert.Equal(new NetworkPath(0, IceSimulation.Public(2000)), _pair.Server.SelectedPath);
        Assert.Equal(IceSimulation.Public(2000), _pair.Client.MappedAddress);
        Assert.Equal(IceState.Connected, _pair.Server.State);
        Assert.Equal(1, _pair.Server.Statistics.PathChanges);
    }

    [Fact]
    public void A_move_to_another_socket_is_nominated_within_two_round_trips()
    {
        _pair.Run(TimeSpan.FromSeconds(5));
        _pair.Map(1, IceSimulation.Public(3000));
        _pair.Client.MoveTo(IceSimulation.FirstClientPath with { LocalSocket = 1 });
        _pair.Run(TimeSpan.FromMilliseconds(50));

        // The first check on the new path is no nomination: media stays where it was.
        Assert.Equal(new NetworkPath(0, IceSimulation.Public(1000)), _pair.Server.SelectedPath);
        Assert.True(_pair.Server.IsValidated(new(0, IceSimulation.Public(3000))));
        _pair.Run(TimeSpan.FromMilliseconds(50));
        Assert.Equal(new NetworkPath(0, IceSimulation.Public(3000)), _pair.Server.SelectedPath);
        Assert.Equal(2, _pair.Changes.Count);
    }

    [Fact]
    public void A_restart_keeps_the_connection()
    {
        _pair.Run(TimeSpan.FromSeconds(5));
        var server = _pair.NewCredentials();
        var client = _pair.NewCredentials();
        _pair.Server.Restart(server);
        _pair.Run(TimeSpan.FromSeconds(20)); // the answer is on its way; the client still checks with the old credentials
        Assert.Equal(IceState.Connected, _pair.Server.State);

        _pair.Server.SetRemote(client);
        _pair.Client.Restart(client, server);
        _pair.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(IceState.Connected, _pair.Server.State);
        Assert.Equal(IceState.Connected, _pair.Client.State);
        Assert.Equal(2, _pair.Changes.Count);
        Assert.Equal(0, _pair.Server.Statistics.Unauthenticated);
    }

    [Fact]
    public void A_restart_brings_a_failed_pair_back()
    {
        _pair.Run(TimeSpan.FromSeconds(1));
        _pair.IsBlocked = true;
        _pair.Run(TimeSpan.FromSeconds(30));
        _pair.IsBlocked = false;
        var server = _pair.NewCredentials();
        _pair.Server.Restart(server);
        _pair.Client.Restart(_pair.NewCredentials(), server);
        _pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(IceState.Connected, _pair.Server.State);
        Assert.Equal(IceState.Connected, _pair.Client.State);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var (first, second) = (new IceSimulation(9) { Loss = 0.4 }, new IceSimulation(9) { Loss = 0.4 });
        first.Run(TimeSpan.FromMinutes(5));
        second.Run(TimeSpan.FromMinutes(5));
        Assert.Equal(first.Changes, second.Changes);
        Assert.Equal(first.Client.ChecksSent, second.Client.ChecksSent);
    }
}
