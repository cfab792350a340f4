namespace Treff.Load;

/// <summary>One encoding of a camera.</summary>
/// <param name="Rid">LiveKit's names: q, h, f from small to large.</param>
internal sealed record VideoLayerPlan(string Rid, int Width, int Height, int BitsPerSecond);

/// <summary>Who joins a room and what they send.</summary>
internal sealed record Scenario
{
    public required string Name { get; init; }

    /// <summary>Send, and in a meeting also receive.</summary>
    public required int Publishers { get; init; }

    /// <summary>Only receive.</summary>
    public int Subscribers { get; init; }

    /// <summary>Publishers receive each other.</summary>
    public bool IsMeeting { get; init; }

    public bool HasAudio { get; init; }

    /// <summary>Empty = no camera, one = no simulcast, three = simulcast.</summary>
    public IReadOnlyList<VideoLayerPlan> Layers { get; init; } = [];

    /// <summary>The picture is that of a screen.</summary>
    public bool SharesScreen { get; init; }

    public int FramesPerSecond { get; init; } = 30;

    /// <summary>Until runtimes have compiled what they run often, and layers have settled.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long is measured, after everybody has joined and the first seconds are over.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>CPU µs per forwarded packet of LiveKit 1.12.0 in the same setting, on another machine of the same kind; 0 = not measured.</summary>
    public double LiveKitMicroseconds { get; init; }

    /// <summary>The p99 of the added delay that is aimed at, in milliseconds; 0 = none.</summary>
    public double DelayAim { get; init; }

    public int Participants => Publishers + Subscribers;

    /// <summary>One picture of that bitrate.</summary>
    public static IReadOnlyList<VideoLayerPlan> Single(int bitsPerSecond) => [new("f", 1280, 720, bitsPerSecond)];

    /// <summary>A quarter and half of the size, with a tenth and a third of the bits: about what livekit-client sends.</summary>
    public static IReadOnlyList<VideoLayerPlan> Simulcast(int bitsPerSecond) =>
    [
        new("q", 320, 180, bitsPerSecond / 10),
        new("h", 640, 360, bitsPerSecond / 3),
        new("f", 1280, 720, bitsPerSecond),
    ];

    /// <summary>
    /// What a server of our own goes through first, so that its code is compiled when the rest is measured. Memory for each participant can be
    /// read here alone: later ones use what earlier ones left.
    /// </summary>
    public static Scenario Fresh => new()
    {
        Name = "fresh server",
        Publishers = 4,
        Subscribers = 20,
        IsMeeting = true,
        HasAudio = true,
        Layers = Simulcast(1_000_000),
        Duration = TimeSpan.FromSeconds(8),
    };

    /// <summary>The settings that LiveKit was measured in, and the one that the delay is promised for.</summary>
    public static IReadOnlyList<Scenario> Standard =>
    [
        new() { Name = "video 2 to 20", Publishers = 2, Subscribers = 20, Layers = Single(1_800_000), LiveKitMicroseconds = 27.9 },
        new() { Name = "meeting of 6", Publishers = 6, IsMeeting = true, HasAudio = true, Layers = Simulcast(850_000), LiveKitMicroseconds = 61.8 },
        new() { Name = "audio 2 to 20", Publishers = 2, Subscribers = 20, HasAudio = true, LiveKitMicroseconds = 85.5 },
        new() { Name = "20,000 packets/s", Publishers = 2, Subscribers = 50, Layers = Single(1_750_000), DelayAim = 3 },
    ];
}
