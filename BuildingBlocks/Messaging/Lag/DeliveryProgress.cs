namespace DbPerService.Messaging;

/// <summary>
/// Derives from a series of measurements when each subscriber had applied what this service published, and how far this service has
/// applied what was published to it. Whatever is unknown counts as not delivered. Thread-safe.
/// </summary>
/// <param name="service">The name of this service's consumer group.</param>
/// <param name="topics">What this service publishes, for whom, and what it subscribes to.</param>
/// <param name="time">Measures the time between two samples.</param>
sealed class DeliveryProgress(string service, ServiceTopics topics, TimeProvider time) : ISubscriberSilence
{
    /// <summary>After a longer time between two measurements, that time counts as unknown.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    readonly Dictionary<(string Subscriber, string Topic), DeliveredTimes> _delivered =
        topics.Published.SelectMany(entry => entry.Value, (entry, subscriber) => (subscriber, entry.Key))
            .ToDictionary(edge => edge, _ => new DeliveredTimes());
    readonly Dictionary<(string Subscriber, string Topic), TimeSpan> _movedAt = [];
    readonly KnownTimes _published = new();
    readonly PendingSamples<TimeSpan> _applying = new();

    // Time covered by successful measurements: it does not advance in between.
    TimeSpan _clock;
    long? _measuredAt;
    BrokerSample? _last;
    DateTimeOffset? _begin;
    TimeSpan? _applied;

    /// <summary>Adds a measurement. The outbox's progress was read before the ends of the logs.</summary>
    /// <param name="began">The timestamp before the measurement.</param>
    /// <param name="ended">The timestamp after the measurement.</param>
    /// <param name="outbox">How far the outbox is published.</param>
    /// <param name="broker">The broker's state.</param>
    public void Add(long began, long ended, OutboxProgress outbox, BrokerSample broker)
    {
        lock (_lock)
        {
            var start = _measuredAt is { } before ? Advance(before, began) : _clock;
            var end = Advance(began, ended);
            _measuredAt = ended;
            var last = _last;
            _last = broker;
            if (last is null || broker.IsDiscontinuous(last))
            {
                Forget();
                return;
            }

            // Events committed before this one's time may have been lost with the old log.
            _begin ??= outbox.Now;
            _applying.Add(start, broker);
            if (_applying.TakeReached(sample => broker.HasReached(sample, service, topics.Subscribed), out var applied))
            {
                _applied = applied;
            }

            _published.Add(outbox.PublishedUpTo, end);
            foreach (var ((subscriber, topic), delivered) in _delivered)
            {
                if (!_movedAt.ContainsKey((subscriber, topic)) || broker.HasMoved(last, subscriber, topic))
                {
                    _movedAt[(subscriber, topic)] = end;
                }

                delivered.Add(outbox.PublishedUpTo, end, broker, sample => broker.HasReached(sample, subscriber, [topic]));
            }
        }
    }

    /// <summary>A measurement failed: the time up to the next one does not count.</summary>
    /// <param name="isBroker">
    /// Whether the broker failed. A log that was lost and has grown again meanwhile looks like the old one, so everything that is known
    /// about deliveries is dropped.
    /// </param>
    public void Interrupt(bool isBroker)
    {
        lock (_lock)
        {
            _measuredAt = null;
            if (isBroker)
            {
                _last = null;
                Forget();
            }
        }
    }

    /// <inheritdoc />
    public TimeSpan Of(string subscriber, string topic, DateTimeOffset committedAt)
    {
        lock (_lock)
        {
            return committedAt >= _begin && _applied is { } applied && _delivered.TryGetValue((subscriber, topic), out var delivered)
                && delivered.Since(committedAt) is { } since && applied > since
                    ? applied - since
                    : TimeSpan.Zero;
        }
    }

    /// <inheritdoc />
    public TimeSpan StandstillOf(string subscriber, string topic, DateTimeOffset committedAt)
    {
        lock (_lock)
        {
            return committedAt >= _begin && _applied is { } applied && _movedAt.TryGetValue((subscriber, topic), out var moved)
                && _published.Since(committedAt) is { } published && (moved > published ? moved : published) is var since && applied > since
                    ? applied - since
                    : TimeSpan.Zero;
        }
    }

    TimeSpan Advance(long from, long to)
    {
        var elapsed = time.GetElapsedTime(from, to);
        return elapsed <= LongestGap ? _clock += elapsed : _clock;
    }

    void Forget()
    {
        _begin = null;
        _applied = null;
        _applying.Clear();
        _published.Clear();
        _movedAt.Clear();
        foreach (var delivered in _delivered.Values)
        {
            delivered.Clear();
        }
    }
}
