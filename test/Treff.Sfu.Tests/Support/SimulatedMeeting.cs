using Treff.LiveKit.Protocol;
using Treff.Rtc.Congestion;
using Treff.Sfu.Forwarding;

namespace Treff.Sfu.Tests.Support;

/// <summary>One subscriber of some publishers, in virtual time, with an estimate of its network that the test sets.</summary>
internal sealed class SimulatedMeeting : IDisposable
{
    // About a frame; a multiple of the steps in which the host's time moves.
    private const int TickMilliseconds = 35;

    private readonly Random _random = new(5);

    public SimulatedMeeting(int publishers, ConnectionSettings? settings = null)
    {
        Publishers = [.. Enumerable.Range(0, publishers).Select(i => new SimulatedPublisher(Rooms, $"publisher{i}"))];
        Subscriber = Rooms.Join("subscriber", join: new JoinRequest
        {
            ConnectionSettings = settings ?? new ConnectionSettings { AutoSubscribe = true },
        });
    }

    public TestRooms Rooms { get; } = new();

    public List<SimulatedPublisher> Publishers { get; }

    public TestClient Subscriber { get; }

    /// <summary>Kilobits per second; 0 while nothing is known of the network.</summary>
    public int Estimate { get; set; }

    /// <summary>By how much the estimate swings, up and down.</summary>
    public double Noise { get; set; }

    /// <summary>How often the bound of any video has changed.</summary>
    public int Changes { get; private set; }

    /// <summary>How often a video was made smaller, slower, or paused.</summary>
    public int Losses { get; private set; }

    public IEnumerable<Subscription> Videos => Publishers.Select(publisher => publisher.VideoTo(Subscriber));

    public LayerTarget[] Granted => [.. Videos.Select(video => video.Granted)];

    public int PausedCount => Granted.Count(granted => granted.IsPaused);

    /// <summary>Bits per second of all videos together, as they are granted.</summary>
    public long GrantedRate => Videos.Sum(Rate);

    /// <summary>The states that the subscriber was told, newest last.</summary>
    public IEnumerable<StreamState> ToldStates => Subscriber.Received
        .Where(response => response.StreamStateUpdate is not null)
        .SelectMany(response => response.StreamStateUpdate.StreamStates)
        .Select(state => state.State);

    public long GrantedRateOf(int publisher) => Rate(Publishers[publisher].VideoTo(Subscriber));

    /// <summary>Everybody is there, with sections enough for all tracks, and a second of media has come.</summary>
    public SimulatedMeeting Start()
    {
        var offer = new TestOffer { FingerprintValue = Rooms.Host.Fingerprint.Value };
        for (var i = 0; i < Publishers.Count; i++)
            offer.Receive("audio").Receive("video");
        Subscriber.Offer(offer.ToString());
        Subscriber.Connect();
        Run(1);
        return this;
    }

    public void Run(double seconds)
    {
        for (var i = 0; i < seconds * 1000 / TickMilliseconds; i++)
        {
            var before = Granted;
            foreach (var publisher in Publishers)
                publisher.Tick();
            if (Estimate > 0 && i % 3 == 0)
                Feed((int)(Estimate * (1 + ((_random.NextDouble() - 0.5) * 2 * Noise))));
            Rooms.Host.Advance(TickMilliseconds);
            foreach (var (earlier, now) in before.Zip(Granted))
                Count(earlier, now);
        }
    }

    /// <summary>One estimate, as the peer tells it after a feedback.</summary>
    public void Feed(int kilobits, bool isCongested = false) => Subscriber.Participant.SubscriberLink.Owner.OnBandwidthChanged(
        Rooms.Host.Now,
        new BandwidthEstimate
        {
            TargetBitsPerSecond = kilobits * 1000L,
            IsKnown = true,
            IsCongested = isCongested,
            ChangedAt = Rooms.Host.Now,
        });

    private void Count(LayerTarget earlier, LayerTarget now)
    {
        Changes += now == earlier ? 0 : 1;
        Losses += now.Spatial < earlier.Spatial || (now.Spatial == earlier.Spatial && now.Temporal < earlier.Temporal) ? 1 : 0;
    }

    private long Rate(Subscription video) => video.Target.IsPaused ? 0 : video.Track.BitsPerSecondFor(Rooms.Host.Now, video.Target);

    public void Dispose()
    {
        foreach (var publisher in Publishers)
            publisher.Dispose();
        Rooms.Dispose();
    }
}
