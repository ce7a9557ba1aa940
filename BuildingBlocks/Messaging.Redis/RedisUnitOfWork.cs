using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// One unit of work on a service's own Redis: operations and events are collected and run by one script at the commit, all or none.
/// There is no inbox: whatever an operation does must be made idempotent by its business key, and its answer is then given again.
/// Not for use by several threads.
/// </summary>
/// <param name="connection">The service's Redis.</param>
/// <param name="options">Where parked messages are announced.</param>
/// <param name="time">When they were.</param>
public sealed class RedisUnitOfWork(RedisConnection connection, RedisMessagingOptions options, TimeProvider time) : IUnitOfWork
{
    readonly List<RedisValue> _operations = [];
    readonly UnitMessaging _messaging = new();
    long? _claimedAt;
    bool _claimedFromMemory;

    /// <summary>Adds an event to the outbox with the commit, behind what the operations append.</summary>
    /// <param name="event">What happened.</param>
    /// <param name="traceParent">The context the event answers; null for that of the current activity.</param>
    public void Append<TEvent>(TEvent @event, string? traceParent = null) where TEvent : IEvent =>
        _messaging.Events.Add(OutgoingEvent.From(@event, traceParent));

    /// <summary>Adds one of the service's <see cref="RedisOperations"/>, run with the commit in the order of these calls.</summary>
    public void Defer<T>(string operation, T arguments, JsonTypeInfo<T> json)
    {
        _operations.Add(operation);
        _operations.Add(JsonSerializer.SerializeToUtf8Bytes(arguments, json));
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlySet<Guid>> ClaimAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        var claimed = messages.Select(message => message.Id).ToHashSet();
        var behind = await ParkedAmongAsync(messages, cancellationToken);
        foreach (var message in messages)
        {
            if (behind.Contains((message.Topic, message.Key)) && claimed.Remove(message.Id))
            {
                Park(message, "An earlier event of this key is parked.");
            }
        }

        return claimed;
    }

    /// <inheritdoc />
    public async ValueTask ParkAsync(ConsumedMessage message, string reason, CancellationToken cancellationToken)
    {
        if ((await ClaimAsync([message], cancellationToken)).Contains(message.Id))
        {
            Park(message, reason);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ConsumedMessage?> UnparkAsync(string topic, string key, CancellationToken cancellationToken)
    {
        var of = RedisKeys.ParkedOf(topic, key);
        var list = connection.Keys.Parked.Append(":" + of);
        var id = await connection.CallAsync(database => database.ListGetByIndexAsync(list, 0), cancellationToken);
        if (id.IsNull)
        {
            return null;
        }

        var document = await connection.CallAsync(
            database => database.HashGetAsync(connection.Keys.ParkedDocuments, id), cancellationToken);
        _messaging.Unpark.Add(new UnparkedLetter(id.ToString(), of));
        return ParkedDocument.Read(document).Message;
    }

    /// <inheritdoc />
    /// <exception cref="PermanentFailureException">An operation refused: nothing was written.</exception>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        // Also what changes nothing has to find out that what was claimed from memory may be claimed.
        if (_operations.Count == 0 && _messaging.IsEmpty && !_claimedFromMemory)
        {
            return;
        }

        var changesParked = _messaging.Park.Count + _messaging.Unpark.Count > 0;
        try
        {
            var claimedAt = _claimedAt is { } version ? (RedisValue)version : RedisValue.EmptyString;
            var messaging = JsonSerializer.SerializeToUtf8Bytes(_messaging, UnitJson.Default.UnitMessaging);
            await connection.RunUnitAsync([claimedAt, messaging, .. _operations], cancellationToken);
        }
        catch (RedisServerException exception) when (RedisFailures.IsRefusal(exception, out var reason))
        {
            throw new PermanentFailureException(reason, exception);
        }
        catch
        {
            connection.NothingParkedAt = null;
            throw;
        }

        if (changesParked)
        {
            connection.NothingParkedAt = null;
        }

        _operations.Clear();
        _messaging.Clear();
        _claimedFromMemory = false;
    }

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => RedisFailures.IsTransient(exception);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    void Park(ConsumedMessage message, string reason)
    {
        var document = new ParkedDocument(message, reason, time.GetUtcNow());
        _messaging.Park.Add(new ParkedLetter(
            message.Id.ToString(), RedisKeys.ParkedOf(message.Topic, message.Key), document.Write(),
            DeadLetter.From(message, options.DeadLetterTopic, reason)));
    }

    /// <summary>
    /// The topics and keys among the messages that have parked events. The version read here, or known, is compared by the commit, so that
    /// an event neither overtakes one that is parked meanwhile nor is parked behind one that is redriven meanwhile.
    /// </summary>
    async Task<HashSet<(string Topic, string Key)>> ParkedAmongAsync(
        IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        if (connection.NothingParkedAt is { } known)
        {
            (_claimedAt, _claimedFromMemory) = (known, true);
            return [];
        }

        var (version, any) = await connection.CallAsync(
            async database =>
            {
                var reading = database.StringGetAsync(connection.Keys.ParkedVersion);
                var asking = database.KeyExistsAsync(connection.Keys.Parked);
                return ((long)await reading, await asking);
            },
            cancellationToken);
        _claimedAt = version;
        if (!any)
        {
            connection.NothingParkedAt = version;
            return [];
        }

        var names = messages.Select(message => (message.Topic, message.Key)).Distinct().ToList();
        var places = (int[]?)await connection.RunAsync(
            RedisScripts.Claim, [connection.Keys.Parked],
            names.ConvertAll(name => (RedisValue)RedisKeys.ParkedOf(name.Topic, name.Key)).ToArray(), cancellationToken);
        return [.. (places ?? []).Select(place => names[place - 1])];
    }
}
