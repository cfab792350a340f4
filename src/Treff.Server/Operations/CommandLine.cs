using Treff.Server.Storage;

namespace Treff.Server.Operations;

/// <summary>What the program does besides serving. Settings are environment variables for all of it: there are no options to learn.</summary>
public static class CommandLine
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Usage =
        """
        treff                  serves meetings; settings are environment variables (docs/configuration.md)
        treff backup FILE      copies the SQLite database of DATA_DIR into FILE while the server runs
        treff doctor           looks for what is wrong with the set-up and says what to do; exit code 1 when something does not work
        treff healthcheck      asks the server on PORT of this machine whether it is up; exit code 1 when it is not
        treff --version
        """;

    /// <summary>Runs one command to its end.</summary>
    /// <returns>The exit code: 0, 1 = it failed, 2 = there is no such command.</returns>
    public static async Task<int> RunAsync(string[] arguments, Func<string, string?> variable, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        switch (arguments)
        {
            case ["--version"]:
                await output.WriteLineAsync($"Treff {HealthEndpoints.Version}");
                return Ok;
            case ["--help" or "-h" or "help"]:
                await output.WriteLineAsync(Usage);
                return Ok;
            case [] or ["healthcheck"] or ["doctor"] or ["backup", _]:
                break;
            default:
                await errors.WriteLineAsync($"There is no command '{string.Join(' ', arguments)}'.{Environment.NewLine}{Usage}");
                return Misused;
        }

        var options = TreffOptionsReader.Read(variable, out var mistakes);
        if (mistakes.Count == 0)
            return await RunAsync(arguments, options, Doctor.LanguageOf(variable), output, errors);
        foreach (var mistake in mistakes)
            await errors.WriteLineAsync(mistake);
        await errors.WriteLineAsync("Treff did not start. docs/configuration.md explains every setting.");
        return Failed;
    }

    private static Task<int> RunAsync(string[] arguments, TreffOptions options, Language language, TextWriter output, TextWriter errors) => arguments switch
    {
        ["backup", var file] => BackUpAsync(options, file, output, errors),
        ["healthcheck"] => AskAsync(options, output, errors),
        ["doctor"] => ExamineAsync(options, language, output, errors),
        _ => Startup.RunAsync(options),
    };

    private static async Task<int> BackUpAsync(TreffOptions options, string file, TextWriter output, TextWriter errors)
    {
        if (options.Database is { } database)
        {
            await errors.WriteLineAsync($"No backup was made: the database is {database} on a PostgreSQL server. Use pg_dump (docs/deployment.md).");
            return Failed;
        }

        try
        {
            var bytes = SqliteBackup.Copy(options.DataDirectory, file);
            await output.WriteLineAsync($"{Path.GetFullPath(file)}: {bytes / 1024:N0} KiB, checked. Keep livekit-keys.yaml of {options.DataDirectory} with it, if it is there.");
            return Ok;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await errors.WriteLineAsync($"No backup was made: {exception.Message}");
            return Failed;
        }
    }

    private static async Task<int> ExamineAsync(TreffOptions options, Language language, TextWriter output, TextWriter errors)
    {
        try
        {
            return await Doctor.RunAsync(options, language, output, CancellationToken.None) ? Ok : Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Certificate or key files that cannot be used: the server would not start either.
            await errors.WriteLineAsync($"Treff cannot start: {exception.Message}");
            return Failed;
        }
    }

    private static async Task<int> AskAsync(TreffOptions options, TextWriter output, TextWriter errors)
    {
        var answer = await HealthQuestion.AskAsync(options, CancellationToken.None);
        await (answer.IsUp ? output : errors).WriteLineAsync(answer.Text);
        return answer.IsUp ? Ok : Failed;
    }
}
