using System.Globalization;
using Treff.Rtc.Dtls;
using Treff.Sfu.Rooms;

namespace Treff.Server.Operations;

/// <summary>
/// <c>treff doctor</c>: what <see cref="FirstRunCheck"/> finds, on a terminal. Beside a server that runs it asks that one; where none runs it opens
/// the media ports itself, and closes them again.
/// </summary>
public static class Doctor
{
    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>Writes a line or two for each finding, the worst first.</summary>
    /// <returns>False when something does not work.</returns>
    public static async Task<bool> RunAsync(TreffOptions options, Language language, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        var findings = FirstRunCheck.Judge(await ReadFactsAsync(options, cancellationToken));
        foreach (var advice in findings)
            await output.WriteLineAsync($"{Word(advice.Level).In(language),-9}{advice.Title.In(language)}. {advice.Detail.In(language)}");
        return findings.All(advice => advice.Level != AdviceLevel.Problem);
    }

    /// <summary>The language of the terminal, by the variables that POSIX names for it.</summary>
    public static Language LanguageOf(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var locale = LocaleVariables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        return locale.StartsWith("de", true, CultureInfo.InvariantCulture) ? Language.German : Language.English;
    }

    private static LocalText Word(AdviceLevel level) => level switch
    {
        AdviceLevel.Problem => new("FAULT", "FEHLER"),
        AdviceLevel.Warning => new("warning", "Warnung"),
        AdviceLevel.Hint => new("hint", "Hinweis"),
        AdviceLevel.Ok => new("ok", "gut"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task<ServerFacts> ReadFactsAsync(TreffOptions options, CancellationToken cancellationToken)
    {
        await using var app = TreffServer.Build(options, static services => services.AddLogging(static logging => logging.ClearProviders()));
        var reader = app.Services.GetRequiredService<ServerFactsReader>();
        return await HealthQuestion.AskAsync(options, cancellationToken) is { Health: { } health }
            ? await reader.ReadAsync(null, token => AskMediaAsync(options, health, reader, token), cancellationToken)
            : await reader.ReadAsync(null, token => TryMediaAsync(app.Services, reader, token), cancellationToken);
    }

    /// <summary>A server runs. A media server elsewhere answers us as well as it; of its own it alone knows.</summary>
    private static Task<LocalText?> AskMediaAsync(TreffOptions options, Health health, ServerFactsReader reader, CancellationToken cancellationToken)
    {
        if (!options.IsEmbedded)
            return reader.MediaFailureAsync(cancellationToken);
        return Task.FromResult<LocalText?>(health.MediaServer == HealthEndpoints.Ok
            ? null
            : new("The server that runs here says that its media server does not answer. Its log says why.", "Der laufende Server sagt, dass sein Medienserver nicht antwortet. Warum, steht in seinem Log."));
    }

    private static async Task<LocalText?> TryMediaAsync(IServiceProvider services, ServerFactsReader reader, CancellationToken cancellationToken)
    {
        try
        {
            if (services.GetService<MediaServer>() is { } media && DtlsContext.IsAvailable(out _))
                await media.StartAsync();
            return await reader.MediaFailureAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            return new LocalText(exception.Message, exception.Message);
        }
    }
}
