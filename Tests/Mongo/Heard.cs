using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.Mongo;

/// <summary>What was logged.</summary>
sealed class Heard : ILogger
{
    readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception.Message}");
}

/// <summary>Gives every category the same ear.</summary>
sealed class HeardProvider(Heard heard) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => heard;

    public void Dispose() { }
}
