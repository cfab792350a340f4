using Treff.Server.Operations;

var options = TreffOptionsReader.Read(Environment.GetEnvironmentVariable, out var mistakes);
if (mistakes.Count == 0)
    return await Startup.RunAsync(options);
foreach (var mistake in mistakes)
    await Console.Error.WriteLineAsync(mistake);
await Console.Error.WriteLineAsync("Treff did not start. docs/configuration.md explains every setting.");
return 1;
