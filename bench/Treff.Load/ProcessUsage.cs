using System.Globalization;

namespace Treff.Load;

/// <summary>Processor time and memory of a process, from /proc (proc_pid_stat(5), proc_pid_status(5)).</summary>
/// <param name="User">Time in user mode so far.</param>
/// <param name="Kernel">Time in the kernel so far.</param>
/// <param name="ResidentBytes">Memory that is in RAM now.</param>
internal readonly record struct ProcessUsage(TimeSpan User, TimeSpan Kernel, long ResidentBytes)
{
    /// <summary>USER_HZ, which Linux has fixed for programs.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Fields 14 and 15 of stat, counted from the state, which follows the name in parentheses.</summary>
    private const int UserField = 11;

    public TimeSpan Total => User + Kernel;

    /// <summary>What was used between two moments; memory is that of the later one.</summary>
    public static ProcessUsage operator -(ProcessUsage later, ProcessUsage earlier) =>
        new(later.User - earlier.User, later.Kernel - earlier.Kernel, later.ResidentBytes);

    /// <summary>Null where there is no /proc, or no such process.</summary>
    public static ProcessUsage? Read(int? processId)
    {
        if (processId is not { } id || !File.Exists($"/proc/{id}/stat"))
            return null;
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessUsage(Ticks(fields[UserField]), Ticks(fields[UserField + 1]), ResidentBytesOf(id));
    }

    private static TimeSpan Ticks(string field) =>
        TimeSpan.FromSeconds(long.Parse(field, CultureInfo.InvariantCulture) / (double)TicksPerSecond);

    private static long ResidentBytesOf(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kibibytes = line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1] ?? "0";
        return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
    }
}
