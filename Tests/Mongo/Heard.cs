using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.Mongo;

/// <summary>What instances have logged.</summary>
sealed class Heard : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception.Message}");

    public void Dispose() { }
}
