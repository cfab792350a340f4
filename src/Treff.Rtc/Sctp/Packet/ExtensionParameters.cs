namespace Treff.Rtc.Sctp.Packet;

/// <summary>What an end can do beyond RFC 9260, as told in INIT or INIT ACK.</summary>
internal readonly record struct SctpCapabilities(bool PartialReliability, bool StreamReconfiguration)
{
    public static readonly SctpCapabilities Own = new(true, true);
}

/// <summary>
/// Forward-TSN-Supported (RFC 3758 3.1, empty) and Supported Extensions (RFC 5061 4.2.7, a list of chunk types). Partial reliability
/// is taken from either, as implementations differ in which one they send.
/// </summary>
internal static class ExtensionParameters
{
    public static void Write(ref ParameterWriter writer)
    {
        writer.Add(ParameterType.ForwardTsnSupported, 0);
        writer.Add(ParameterType.SupportedExtensions, [(byte)ChunkType.Reconfig, (byte)ChunkType.ForwardTsn]);
    }

    public static SctpCapabilities Add(SctpCapabilities known, in Parameter parameter)
    {
        if (parameter.Type == ParameterType.ForwardTsnSupported)
            return known with { PartialReliability = true };
        if (parameter.Type != ParameterType.SupportedExtensions)
            return known;
        return new SctpCapabilities(
            known.PartialReliability || parameter.Value.Contains((byte)ChunkType.ForwardTsn),
            known.StreamReconfiguration || parameter.Value.Contains((byte)ChunkType.Reconfig));
    }
}
