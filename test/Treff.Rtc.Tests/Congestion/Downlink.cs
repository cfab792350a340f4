using Treff.Rtc.Congestion;
using Treff.Rtc.Peer;
using Treff.Rtc.Rtp;
using Treff.Rtc.Streams;
using Treff.Rtc.Tests.Peer;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Congestion;

/// <summary>
/// A subscriber in virtual time: a server sends it a voice and a camera picture over a link, and the picture follows the estimate, either
/// as an encoder would or in the steps of simulcast layers.
/// </summary>
internal sealed class Downlink : IDisposable
{
    private const int AudioBytes = 80;
    private const int PacketBytes = 1_100;
    private const int TransportCcId = 3;
    private const double KeyFrameFactor = 4;

    private static readonly TimeSpan AudioInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FrameInterval = TimeSpan.FromMicroseconds(33_333);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(100);

    private readonly PeerPair _pair;
    private readonly SendStream _audio;
    private readonly SendStream _video;
    private readonly double[] _layers;
    private readonly RetransmissionSequencer _sentAudio = new();
    private readonly RetransmissionSequencer _sentVideo = new();
    private readonly ReceiveStream _source = new(new ReceiveStreamOptions { Ssrc = 1, Kind = MediaKind.Video, ClockRate = 90_000, Mid = "1" });
    private Timestamp _nextAudio;
    private Timestamp _nextFrame;
    private Timestamp _nextSample;
    private ushort _audioNumber;
    private ushort _videoNumber;
    private int _layer = -1;
    private int _frames;
    private long _passedAtSample;

    /// <param name="layers">Rates of the picture's layers in bits per second; none for a picture of any rate.</param>
    public Downlink(ulong seed, params double[] layers)
    {
        _layers = layers;
        _pair = new PeerPair(seed);
        _pair.Connect();
        var extensions = new RtpExtensionMap { TransportCc = TransportCcId };
        _audio = _pair.Server.AddSendStream(PeerPair.VideoStream(0x3333, null) with
        {
            Kind = MediaKind.Audio,
            PayloadType = PeerPair.AudioPayloadType,
            ClockRate = 48_000,
            Mid = "0",
            Extensions = extensions,
        });
        _video = _pair.Server.AddSendStream(PeerPair.VideoStream() with { Extensions = extensions });
        var audio = PeerPair.VideoSection("0") with
        {
            Kind = MediaKind.Audio,
            Payloads = [new PayloadMapping(PeerPair.AudioPayloadType, "opus", 48_000, null, Nack: true, TransportCc: true)],
            Ssrcs = [new SsrcPair(0x3333, null)],
        };
        _pair.Client.SetReceiveSections([audio, PeerPair.VideoSection("1") with { Ssrcs = [new SsrcPair(0x1111, 0x2222)] }]);
        _pair.ServerSide.OnNack = Resend;
        Link.KeepsOrder = true;
        Link.Delay = _pair.ToServer.Delay = TimeSpan.FromMilliseconds(25);
        // Where in a second the first frame falls decides which packets meet in a short queue.
        _pair.ForgetHandshake(seed, Timestamp.FromMilliseconds(3000 + ((long)seed * 7 % 100)));
        Start = _nextAudio = _nextFrame = _nextSample = _pair.Now;
    }

    /// <summary>Towards the subscriber.</summary>
    public LossyLink Link => _pair.ToClient;

    /// <summary>From the subscriber: feedback.</summary>
    public LossyLink BackLink => _pair.ToServer;

    public RtcPeer Server => _pair.Server;

    public Timestamp Start { get; }

    /// <summary>What the picture would take at most, in bits per second.</summary>
    public double DesiredBitsPerSecond { get; set; } = 10_000_000;

    /// <summary>False for somebody whose microphone is off.</summary>
    public bool HasAudio { get; init; } = true;

    /// <summary>Ten a second.</summary>
    public List<Sample> Samples { get; } = [];

    /// <summary>Voice packets that arrived.</summary>
    public int AudioReceived { get; private set; }

    public int AudioSent { get; private set; }

    public int LayerSwitches { get; private set; }

    public double Elapsed => (_pair.Now - Start).TotalSeconds;

    public void Run(double seconds)
    {
        var end = _pair.Now + TimeSpan.FromSeconds(seconds);
        while (_pair.Now < end)
        {
            var next = Timestamp.Min(Timestamp.Min(_nextAudio, _nextFrame), Timestamp.Min(_nextSample, end));
            _pair.Run(next - _pair.Now);
            if (_pair.Now >= _nextAudio)
                SendAudio();
            if (_pair.Now >= _nextFrame)
                SendFrame();
            if (_pair.Now >= _nextSample)
                TakeSample();
        }
    }

    /// <summary>The samples between two times of the plan, in seconds.</summary>
    public IEnumerable<Sample> Between(double from, double to) => Samples.Where(sample => sample.Time > from && sample.Time <= to);

    public void Dispose()
    {
        _source.Dispose();
        _pair.Dispose();
    }

    private void SendAudio()
    {
        _nextAudio += AudioInterval;
        if (!HasAudio)
            return;
        AudioSent++;
        Send(_audio, _audioNumber++, AudioBytes, null);
    }

    private void SendFrame()
    {
        _nextFrame += FrameInterval;
        var isKeyFrame = _layers.Length == 0 ? _frames % 300 == 0 : ChooseLayer();
        _frames++;
        var rate = VideoBitsPerSecond();
        if (rate <= 0)
            return;
        var bytes = (int)(rate * FrameInterval.TotalSeconds / 8 * (isKeyFrame ? KeyFrameFactor : 1));
        for (; bytes > 0; bytes -= PacketBytes)
            Send(_video, _videoNumber++, Math.Clamp(bytes, 20, PacketBytes), (uint)(_frames * 3000));
    }

    private double AudioBitsPerSecond => HasAudio ? 45_000 : 0;

    private double VideoBitsPerSecond()
    {
        if (_layers.Length > 0)
            return _layer < 0 ? 0 : _layers[_layer];
        var target = Server.Bandwidth.TargetBitsPerSecond;
        var demand = Math.Min(DesiredBitsPerSecond, long.MaxValue);
        Server.SetBandwidthDemand(target >= demand ? BandwidthDemand.Satisfied : new BandwidthDemand
        {
            DesiredBitsPerSecond = (long)demand,
            NextStepBitsPerSecond = (long)Math.Min(demand, target * 1.2),
        });
        return Math.Min(demand, target) - AudioBitsPerSecond;
    }

    /// <summary>As an allocator does it: the highest layer that fits, a little room before going up.</summary>
    private bool ChooseLayer()
    {
        var video = Server.Bandwidth.TargetBitsPerSecond - AudioBitsPerSecond;
        var best = _layers.Length - 1;
        while (best >= 0 && _layers[best] * (best > _layer ? 1.05 : 1) > video)
            best--;
        if (best > _layer && Server.Bandwidth.IsCongested)
            best = _layer;
        var isSwitch = best != _layer;
        _layer = best;
        LayerSwitches += isSwitch ? 1 : 0;
        Server.SetBandwidthDemand(best == _layers.Length - 1 ? BandwidthDemand.Satisfied : new BandwidthDemand
        {
            DesiredBitsPerSecond = (long)((_layers[^1] * 1.05) + AudioBitsPerSecond),
            NextStepBitsPerSecond = (long)((_layers[best + 1] * 1.05) + AudioBitsPerSecond),
        });
        return isSwitch;
    }

    private void Resend(SendStream stream, ushort number)
    {
        if (!Sequencer(stream).TryAnswer(_pair.Now, number, stream.Rtt, out _))
            return;
        var length = stream == _audio ? AudioBytes : PacketBytes;
        _pair.SendRetransmission(_pair.ServerSide, stream, number, new byte[length]);
    }

    private RetransmissionSequencer Sequencer(SendStream stream) => stream == _audio ? _sentAudio : _sentVideo;

    private void Send(SendStream stream, ushort number, int length, uint? timestamp)
    {
        Sequencer(stream).Add(_pair.Now, number, new SentPacket(_source, number, 0, Marker: false, Vp8: null));
        _pair.Send(_pair.ServerSide, stream, number, new byte[length], timestamp);
    }

    private void TakeSample()
    {
        _nextSample += SampleInterval;
        var passed = Link.BytesPassed;
        AudioReceived += _pair.ClientSide.Packets.Count(packet => packet.Ssrc == 0x3333);
        _pair.ClientSide.Packets.Clear();
        _pair.ServerSide.Nacks.Clear();
        Samples.Add(new Sample
        {
            Time = Elapsed,
            Target = Server.Bandwidth.TargetBitsPerSecond,
            Passed = (passed - _passedAtSample) * 8 / SampleInterval.TotalSeconds,
            Queue = Link.Queue(_pair.Now),
            Layer = _layer,
            IsCongested = Server.Bandwidth.IsCongested,
            Paced = Server.PacedPackets,
        });
        _passedAtSample = passed;
    }
}

/// <summary>One moment of a plan.</summary>
internal sealed record Sample
{
    /// <summary>In seconds since the plan began.</summary>
    public required double Time { get; init; }

    /// <summary>In bits per second.</summary>
    public required double Target { get; init; }

    /// <summary>What passed the bottleneck since the sample before, in bits per second with UDP and IP.</summary>
    public required double Passed { get; init; }

    public required TimeSpan Queue { get; init; }

    public required int Layer { get; init; }

    public required bool IsCongested { get; init; }

    public required int Paced { get; init; }
}
