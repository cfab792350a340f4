using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Treff.Bench;

/// <summary>CPU time of the calling thread, user and kernel: what else runs on the machine hardly disturbs it.</summary>
internal static partial class ThreadTime
{
    private const int ClockThreadCpuTime = 3;

    /// <summary>In nanoseconds from some origin; wall-clock time where the system does not tell.</summary>
    public static double Nanoseconds =>
        OperatingSystem.IsLinux() && GetTime(ClockThreadCpuTime, out var time) == 0
            ? (time.Seconds * 1e9) + time.Nanoseconds
            : Stopwatch.GetElapsedTime(0).TotalNanoseconds;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
