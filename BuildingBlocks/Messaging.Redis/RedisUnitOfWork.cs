using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// One unit of work on a service's own Redis: operations and events are collected and run by one script at the commit, all or none.
/// There is no inbox: every operation must be made idempotent by its business key, and reply again when repeated. Not thread-safe.
/// </summary>
public sealed class RedisUnitOfWork : IUnitOfWork
{
    readonly RedisConnection _connection;
    readonly UnitScript _script;
    readonly RedisMessagingOptions _options;
    readonly List<RedisValue> _operations = [];
    readonly UnitMessaging _messaging;
    readonly Dictionary<string, RedisNewestDeadLetter> _newest = [];
    long? _lookedUpAt;
    bool _isFromMemory;

    internal RedisUnitOfWork(RedisConnection connection, UnitScript script, RedisMessagingOptions options)
    {
        (_connection, _script, _options) = (connection, script, options);
        _messaging = UnitMessaging.For(options);
    }

    /// <summary>Adds an event to the outbox with the commit, behind those that the operations append.</summary>
    /// <param name="event">The event.</param>
    /// <param name="traceParent">The trace context that the event replies to; null for that of the current activity.</param>
    /// <exception cref="EventTooLargeException">The event is larger than <c>Messaging:MaxEventBytes</c>.</exception>
    public void Append(IEvent @event, string? traceParent = null) =>
        _messaging.Events.Add(OutboxMessage.From(@event, traceParent).OfAtMost(_options.MaxEventBytes));

    /// <summary>Adds one of the service's <see cref="RedisOperations"/>, run with the commit in the order of these calls.</summary>
    /// <remarks>If it appends an event larger than <c>Messaging:MaxEventBytes</c>, the commit fails as it does for a refusal.</remarks>
    public void Defer<T>(string operation, T arguments, JsonTypeInfo<T> json)
    {
        _operations.Add(operation);
        _operations.Add(JsonSerializer.SerializeToUtf8Bytes(arguments, json));
    }

    /// <inheritdoc />
    public Redelivery Redelivery => Redelivery.HandledAgain;

    /// <inheritdoc />
    public async ValueTask<IReadOnlySet<Guid>> TryAddToInboxAsync(
        IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        var added = messages.Select(message => message.Id).ToHashSet();
        var found = await LookUpAsync(messages, cancellationToken);
        added.ExceptWith(found.Known);
        if (found.Newest.Count + _newest.Count == 0)
        {
            _messaging.Applied.UnionWith(added);
            return added;
        }

        foreach (var message in messages.Where(message => message.Key is not null))
        {
            var of = UnitDeadLetter.HashOf(message.Topic, message.Key!);
            if ((_newest.TryGetValue(of, out var newest) || found.Newest.TryGetValue(of, out newest)) && added.Remove(message.Id))
            {
                AddBehind(message, newest);
            }
        }

        _messaging.Applied.UnionWith(added);
        return added;
    }

    /// <inheritdoc />
    public async ValueTask DeadLetterAsync(ConsumedMessage message, DeadLetterCause cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if ((await TryAddToInboxAsync([message], cancellationToken)).Contains(message.Id))
        {
            _messaging.Applied.Remove(message.Id);
            Add(UnitDeadLetter.Of(message, cause, _options));
        }
    }

    /// <inheritdoc />
    public async ValueTask<ConsumedMessage?> TakeDeadLetterAsync(Guid id, CancellationToken cancellationToken)
    {
        var letter = _connection.Keys.DeadLetter(id.ToString());
        var fields = await _connection.CallAsync(
            database => database.HashGetAsync(letter, ["message", "of", "discardedAt"]), cancellationToken);
        if (fields[0].IsNull || !fields[2].IsNull)
        {
            return null;
        }

        if (!fields[1].IsNull)
        {
            var first = await _connection.CallAsync(
                database => database.SortedSetRangeByRankAsync(_connection.Keys.DeadLetters.Append(":of:" + fields[1]), 0, 0),
                cancellationToken);
            if (first is not [var one] || one != id.ToString())
            {
                return null;
            }
        }

        _messaging.Taken.Add(id);
        _messaging.Applied.Add(id);
        return RedisDeadLetterStore.ReadMessage(fields[0]);
    }

    /// <inheritdoc />
    /// <exception cref="PermanentFailureException">An operation refused; nothing was written.</exception>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        // A unit without changes must also verify that the remembered version still holds.
        if (_operations.Count == 0 && _messaging.IsEmpty && !_isFromMemory)
        {
            return;
        }

        try
        {
            var lookedUpAt = _lookedUpAt is { } version ? (RedisValue)version : RedisValue.EmptyString;
            var messaging = JsonSerializer.SerializeToUtf8Bytes(_messaging, UnitJson.Default.UnitMessaging);
            await _script.RunAsync([lookedUpAt, messaging, .. _operations], cancellationToken);
        }
        catch (RedisServerException exception) when (IsRefusal(exception, out var reason))
        {
            throw new PermanentFailureException(reason, exception);
        }
        catch
        {
            _script.NoDeadLettersAt = null;
            throw;
        }

        if (_messaging.ChangesDeadLetters)
        {
            _script.NoDeadLettersAt = null;
        }

        OutboxMessage.Committed(_messaging.Events);
        _operations.Clear();
        _messaging.Clear();
        _newest.Clear();
        _isFromMemory = false;
    }

    /// <inheritdoc />
    public bool IsTransient(Exception exception) => RedisFailures.IsTransient(exception);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    void AddBehind(ConsumedMessage message, RedisNewestDeadLetter newest)
    {
        var letter = UnitDeadLetter.Of(message, DeadLetterCause.BehindAnother, _options);
        if (!newest.HasContentOf(letter.Content))
        {
            Add(letter);
        }
        else if (newest.Pending is { } pending)
        {
            pending.Repeats++;
        }
        else
        {
            _messaging.Repeats.Add(new RepeatCount(newest.Id, 1));
        }
    }

    void Add(UnitDeadLetter letter)
    {
        _messaging.Letters.Add(letter);
        if (letter.KeyHash is { } of)
        {
            _newest[of] = letter.Content;
        }
    }

    /// <summary>
    /// The version read here, or remembered, is compared by the commit, so that an event neither overtakes one that becomes a dead letter
    /// meanwhile nor is stored behind one that is redriven meanwhile.
    /// </summary>
    async Task<LookUp> LookUpAsync(IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        if (_script.NoDeadLettersAt is { } known)
        {
            (_lookedUpAt, _isFromMemory) = (known, true);
            return new LookUp(known, false, [], []);
        }

        var found = await LookUp.AskAsync(_connection, messages, cancellationToken);
        _lookedUpAt = found.Version;
        if (!found.Any)
        {
            _script.NoDeadLettersAt = found.Version;
        }

        return found;
    }

    static bool IsRefusal(RedisServerException exception, out string reason)
    {
        const string Refused = "REFUSED ";
        var refused = exception.Message.StartsWith(Refused, StringComparison.Ordinal);
        reason = refused ? exception.Message[Refused.Length..] : "";
        return refused;
    }
}
