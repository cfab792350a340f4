namespace Treff.Load;

/// <summary>What one scenario gave.</summary>
internal sealed record LoadReport
{
    public required Scenario Scenario { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Received by subscribers, retransmissions included.</summary>
    public required long Packets { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Packets that never came by themselves.</summary>
    public required long Lost { get; init; }

    /// <summary>Until the subscriber's socket had the datagram.</summary>
    public required DelayHistogram Delays { get; init; }

    /// <summary>Until the load generator had read it.</summary>
    public required DelayHistogram ReadDelays { get; init; }

    /// <summary>Processor time of the server in the measured time; null when its process is not known.</summary>
    public ProcessUsage? Used { get; init; }

    /// <summary>Of the server before anybody joined and at the end of the measured time.</summary>
    public (long Before, long After)? ResidentBytes { get; init; }

    public RuntimeFigures? Runtime { get; init; }

    /// <summary>Participants that came to be connected in a second, all joining at once.</summary>
    public required double JoinsPerSecond { get; init; }

    public double PacketsPerSecond => Packets / Elapsed.TotalSeconds;

    /// <summary>0 to 1.</summary>
    public double LossRate => Lost <= 0 ? 0 : (double)Lost / (Packets + Lost);

    /// <summary>Processor time of the server for each packet that a subscriber received, in microseconds.</summary>
    public double? MicrosecondsPerPacket => PerPacket(Used?.Total);

    public double? UserMicrosecondsPerPacket => PerPacket(Used?.User);

    public double? KernelMicrosecondsPerPacket => PerPacket(Used?.Kernel);

    public double? AllocatedBytesPerPacket => Runtime is { } runtime ? runtime.AllocatedBytesPerSecond / PacketsPerSecond : null;

    public double? ResidentMegabytesPerParticipant =>
        ResidentBytes is { } bytes ? (bytes.After - bytes.Before) / 1e6 / Scenario.Participants : null;

    private double? PerPacket(TimeSpan? time) => Packets == 0 ? null : time?.TotalMicroseconds / Packets;
}
