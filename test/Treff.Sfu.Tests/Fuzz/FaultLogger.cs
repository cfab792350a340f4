using Microsoft.Extensions.Logging;

namespace Treff.Sfu.Tests.Fuzz;

/// <summary>Rooms catch their own failures and log them: this makes them findings.</summary>
internal sealed class FaultLogger : ILogger
{
    private Exception? _exception;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _exception ??= exception;

    public void Check()
    {
        if (_exception is { } exception)
            throw new InvalidOperationException("The room failed: " + exception.Message, exception);
    }
}
