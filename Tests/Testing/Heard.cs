using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DbPerService.Testing;

/// <summary>What was logged, from Information on.</summary>
public sealed class Heard : ILogger
{
    readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Waits until a line holds the text.</summary>
    public Task HearsAsync(string text, CancellationToken cancellationToken) => Eventually.IsTrue(
        () => Task.FromResult(_lines.Any(line => line.Contains(text, StringComparison.Ordinal))), cancellationToken, what: $"'{text}' is logged");

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception.Message}");
}

/// <summary>Gives every category the same ear.</summary>
public sealed class HeardProvider(Heard heard) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => heard;

    public void Dispose() { }
}
