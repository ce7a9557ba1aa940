using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DbPerService.Testing;

/// <summary>Captures what is logged, from level Information on.</summary>
public sealed class LogCapture : ILogger
{
    readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Waits until a line contains the text.</summary>
    public Task WaitForAsync(string text, CancellationToken cancellationToken) => Eventually.IsTrue(
        () => Task.FromResult(_lines.Any(line => line.Contains(text, StringComparison.Ordinal))), cancellationToken, what: $"'{text}' is logged");

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception.Message}");
}

/// <summary>Gives every category the same logger.</summary>
public sealed class LogCaptureProvider(LogCapture log) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => log;

    public void Dispose() { }
}
