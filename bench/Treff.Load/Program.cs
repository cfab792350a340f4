using Treff.Load;
using Treff.Load.Api;
using Treff.Load.Soak;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(LoadOptions.Help);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    if (args is ["joins", .. var words])
    {
        using var joins = new JoinLoad(JoinLoadOptions.Parse(words), Console.Out);
        await joins.RunAsync(stop.Token);
        return 0;
    }

    if (args is ["soak", .. var rest])
        return await new SoakRun(SoakOptions.Parse(rest), Console.Out).RunAsync(stop.Token) ? 0 : 1;

    var options = LoadOptions.Parse(args);
    await using var server = options.Target is null ? await ServerProcess.StartAsync(options.Server ?? ServerFile.Find(), stop.Token) : null;
    var reports = new List<LoadReport>();
    ReportWriter.WriteHeader(Console.Out);
    foreach (var scenario in server is null ? options.Scenarios : [Scenario.Fresh, .. options.Scenarios])
    {
        reports.Add(await LoadRun.RunAsync(options.Target ?? server!.Target, scenario, stop.Token));
        ReportWriter.WriteLine(Console.Out, reports[^1]);
    }

    Console.WriteLine();
    ReportWriter.WriteVerdicts(Console.Out, reports);
    return 0;
}
catch (LoadException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
