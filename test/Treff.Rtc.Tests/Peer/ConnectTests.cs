using System.Net;
using Treff.Rtc.Dtls;
using Treff.Rtc.Peer;

namespace Treff.Rtc.Tests.Peer;

public sealed class ConnectTests
{
    [Fact]
    public void Two_peers_connect()
    {
        using var pair = new PeerPair();
        pair.Connect();
        Assert.Equal([PeerState.Connecting, PeerState.Connected], pair.ServerSide.States);
    }

    [Fact]
    public void Connects_over_a_link_that_loses_a_third()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using var pair = new PeerPair(seed);
            pair.ToServer.Loss = pair.ToClient.Loss = 0.33;
            pair.Connect();
        }
    }

    [Fact]
    public void Connects_over_a_link_that_reorders_and_duplicates()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using var pair = new PeerPair(seed);
            foreach (var link in new[] { pair.ToServer, pair.ToClient })
                (link.Jitter, link.Duplication) = (TimeSpan.FromMilliseconds(40), 0.3);
            pair.Connect();
        }
    }

    [Fact]
    public void A_peer_that_falls_silent_is_disconnected_and_then_failed()
    {
        using var pair = new PeerPair();
        pair.Connect();
        pair.ToServer.Loss = 1;
        pair.Run(TimeSpan.FromSeconds(12));
        Assert.Equal(PeerState.Disconnected, pair.Server.State);
        pair.Run(TimeSpan.FromSeconds(6));
        Assert.Equal(PeerState.Failed, pair.Server.State);
        Assert.Equal(Timestamp.Never, pair.Server.NextTimeout);
    }

    [Fact]
    public void A_peer_that_comes_back_in_time_is_connected_again()
    {
        using var pair = new PeerPair();
        pair.Connect();
        pair.ToServer.Loss = 1;
        pair.RunUntil(() => pair.Server.State == PeerState.Disconnected, TimeSpan.FromSeconds(15));
        pair.ToServer.Loss = 0;
        pair.RunUntil(() => pair.Server.State == PeerState.Connected, TimeSpan.FromSeconds(5));
        Assert.Equal(PeerState.Connected, pair.Server.State);
    }

    [Fact]
    public void Media_follows_a_client_whose_address_changes()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var stream = pair.Server.AddSendStream(PeerPair.VideoStream());
        pair.Client.SetReceiveSections([PeerPair.VideoSection()]);
        pair.ClientAddress = TransportAddress.From(IPAddress.Parse("198.51.100.7"), 50_001);
        pair.Run(TimeSpan.FromSeconds(8));

        pair.Send(pair.ServerSide, stream, 1, PeerPair.Payload(1));
        pair.Run(TimeSpan.FromMilliseconds(50));
        Assert.Single(pair.ClientSide.Packets);
        Assert.Equal(PeerState.Connected, pair.Server.State);
    }

    [Fact]
    public void A_goodbye_closes_the_other_side()
    {
        using var pair = new PeerPair();
        pair.Connect();
        pair.Close(pair.ClientSide);
        pair.Run(TimeSpan.FromMilliseconds(100));
        Assert.Equal(PeerState.Closed, pair.Server.State);
    }

    [Fact]
    public void A_wrong_certificate_fails()
    {
        using var pair = new PeerPair();
        using var stranger = DtlsCertificate.Create("stranger");
        pair.Server.SetRemote(pair.Client.Options.LocalCredentials, stranger.Fingerprint);
        pair.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(PeerState.Failed, pair.Server.State);
    }

    [Fact]
    public void A_handshake_that_is_over_before_the_description_came_waits_for_it()
    {
        using var pair = new PeerPair(serverKnowsClient: false);
        pair.RunUntil(() => pair.Client.State == PeerState.Connected, TimeSpan.FromSeconds(5));
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(DtlsState.Connected, pair.Server.Dtls.State);
        Assert.Equal(PeerState.Connecting, pair.Server.State);
        var stream = pair.Client.AddSendStream(PeerPair.VideoStream());
        pair.Server.SetReceiveSections([PeerPair.VideoSection()]);
        pair.Send(pair.ClientSide, stream, 1, PeerPair.Payload(1));
        pair.Run(TimeSpan.FromMilliseconds(50));
        Assert.Empty(pair.ServerSide.Packets);

        pair.IntroduceClient();
        Assert.Equal(PeerState.Connected, pair.Server.State);
        pair.Send(pair.ClientSide, stream, 2, PeerPair.Payload(2));
        pair.Run(TimeSpan.FromMilliseconds(50));
        Assert.Single(pair.ServerSide.Packets);
    }

    [Fact]
    public void A_handshake_that_was_somebody_elses_fails_when_the_description_comes()
    {
        using var pair = new PeerPair(serverKnowsClient: false);
        using var stranger = DtlsCertificate.Create("stranger");
        pair.RunUntil(() => pair.Client.State == PeerState.Connected, TimeSpan.FromSeconds(5));
        pair.IntroduceClient(stranger);
        Assert.Equal(PeerState.Failed, pair.Server.State);
    }

    [Fact]
    public void Media_and_handshakes_from_an_unchecked_address_are_refused()
    {
        using var pair = new PeerPair();
        pair.Connect();
        var elsewhere = TransportAddress.From(IPAddress.Parse("203.0.113.9"), 4000);
        byte[] clientHello = [22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        pair.Inject(clientHello, elsewhere);
        Assert.Equal(1, pair.Server.Statistics.Dropped(Drop.UnvalidatedPath));
        pair.Inject([64, 0, 0], elsewhere);
        Assert.Equal(1, pair.Server.Statistics.Dropped(Drop.UnknownProtocol));
    }
}
