using System.Globalization;

namespace Treff.Load;

/// <summary>Prints reports: one line each, then what they say about the aims.</summary>
internal static class ReportWriter
{
    public static void WriteHeader(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("Server, loopback. Per packet that a subscriber received: CPU µs (user + kernel), bytes allocated. Added delay in ms, until the subscriber's socket; 'read': p99 until it was read.");
        output.WriteLine(
            $"{"",-18}{"people",7}{"joins/s",9}{"packets/s",11}{"CPU µs",8}{"user",7}{"kernel",8}{"p50",8}{"p95",8}{"p99",8}{"max",8}{"read",8}{"loss %",8}{"alloc B",9}{"pauses",8}{"longest",9}{"MB/person",11}");
    }

    public static void WriteLine(TextWriter output, LoadReport report)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        var r = report;
        string Delay(double share, DelayHistogram? of = null) => Number(r.Delays.Count == 0 ? null : (of ?? r.Delays).Percentile(share) / 1000, "F2");
        output.WriteLine(
            $"{r.Scenario.Name,-18}{r.Scenario.Participants,7}{Number(r.JoinsPerSecond, "F1"),9}{Number(r.PacketsPerSecond, "F0"),11}"
            + $"{Number(r.MicrosecondsPerPacket, "F2"),8}{Number(r.UserMicrosecondsPerPacket, "F2"),7}{Number(r.KernelMicrosecondsPerPacket, "F2"),8}"
            + $"{Delay(0.5),8}{Delay(0.95),8}{Delay(0.99),8}{Delay(1),8}{Delay(0.99, r.ReadDelays),8}{Number(r.LossRate * 100, "F2"),8}"
            + $"{Number(r.AllocatedBytesPerPacket, "F1"),9}{Number(r.Runtime?.Pauses, "F0"),8}{Number(r.Runtime?.LongestPause, "F1"),9}"
            + $"{Number(r.ResidentMegabytesPerParticipant, "F2"),11}");
    }

    /// <summary>The aims of docs/performance.md that can be read from these reports.</summary>
    public static void WriteVerdicts(TextWriter output, IReadOnlyList<LoadReport> reports)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(reports);
        foreach (var report in reports.Where(report => report.Scenario.DelayAim > 0 && report.Delays.Count > 0))
        {
            var p99 = report.Delays.Percentile(0.99) / 1000;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{YesOrNo(p99 < report.Scenario.DelayAim),-4}at {report.PacketsPerSecond:F0} packets/s the p99 of the added delay is {p99:F2} ms (aim: under {report.Scenario.DelayAim:F0} ms on a quiet machine)"));
        }

        foreach (var report in reports.Where(report => report.Scenario.LiveKitMicroseconds > 0 && report.MicrosecondsPerPacket is not null))
        {
            var ratio = report.MicrosecondsPerPacket!.Value / report.Scenario.LiveKitMicroseconds;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{YesOrNo(ratio <= 0.2),-4}{report.Scenario.Name}: {ratio:F2} × the CPU time of LiveKit 1.12.0, {report.Scenario.LiveKitMicroseconds:F1} µs as recorded on another machine of this kind (aim: a fifth)"));
        }
    }

    private static string YesOrNo(bool value) => value ? "yes" : "NO";

    private static string Number(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "-";
}
