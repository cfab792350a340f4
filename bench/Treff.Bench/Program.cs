using System.Globalization;
using Treff.Bench;

// Each bench prints its own table; all together take less than a minute. With an argument only the benches of that name run.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
(string Name, Func<TextWriter, Task> Run)[] benches =
[
    ("rtp", RtpParseBench.RunAsync),
    ("srtp", output =>
    {
        SrtpBench.Run(output);
        return Task.CompletedTask;
    }),
    ("data", DataBench.RunAsync),
    ("forward", ForwardBench.RunAsync),
];
var chosen = benches.Where(bench => args.Length == 0 || args.Contains(bench.Name)).ToArray();
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"usage: ./dev bench [{string.Join('|', benches.Select(bench => bench.Name))}]");
    return 1;
}

foreach (var (_, run) in chosen)
{
    await run(Console.Out);
    Console.WriteLine();
}

return 0;
