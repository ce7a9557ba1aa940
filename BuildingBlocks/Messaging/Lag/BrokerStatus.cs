namespace DbPerService.Messaging;

/// <summary>Whether the broker is reachable and has the topics, according to the latest measurements. Thread-safe.</summary>
sealed class BrokerStatus(TimeProvider time)
{
    readonly long _startedAt = time.GetTimestamp();
    readonly Lock _lock = new();
    long? _reachedAt;
    volatile IReadOnlyList<string> _missingTopics = [];

    /// <summary>How long ago the broker last responded, or null if it never has.</summary>
    public TimeSpan? SinceReached
    {
        get
        {
            lock (_lock)
            {
                return _reachedAt is { } at ? time.GetElapsedTime(at) : null;
            }
        }
    }

    /// <summary>How long this process has run.</summary>
    public TimeSpan SinceStart => time.GetElapsedTime(_startedAt);

    /// <summary>The topics that this service needs, including its dead-letter topic, and that did not exist when the broker last responded.</summary>
    public IReadOnlyList<string> MissingTopics
    {
        get => _missingTopics;
        set => _missingTopics = value;
    }

    public void Reached()
    {
        lock (_lock)
        {
            _reachedAt = time.GetTimestamp();
        }
    }
}
