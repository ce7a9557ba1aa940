using System.Collections.Concurrent;

namespace DbPerService.Gateway.Calls;

/// <summary>Which services have failed lately, as their callers noticed.</summary>
sealed partial class ServiceStates(TimeProvider time, ILogger<ServiceStates> logger)
{
    // A service that nobody calls any more is not known to be unavailable.
    static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, Failure> _failing = new();

    public IReadOnlyDictionary<string, string> Failing =>
        _failing.Where(entry => time.GetElapsedTime(entry.Value.At) < Memory).ToDictionary(entry => entry.Key, entry => entry.Value.Reason);

    public void Succeeded(string service)
    {
        if (!_failing.IsEmpty && _failing.TryRemove(service, out _))
        {
            LogAvailable(logger, service);
        }
    }

    public void Failed(string service, Exception? exception)
    {
        var reason = exception?.GetBaseException().Message ?? "no response";
        var failure = new Failure(time.GetTimestamp(), reason);
        if (_failing.TryAdd(service, failure))
        {
            LogUnavailable(logger, service, reason);
        }
        else
        {
            _failing[service] = failure;
        }
    }

    sealed record Failure(long At, string Reason);

    [LoggerMessage(1, LogLevel.Warning, "{Service} is unavailable: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string service, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Service} is available again")]
    private static partial void LogAvailable(ILogger logger, string service);
}
