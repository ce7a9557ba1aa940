namespace DbPerService.Messaging;

/// <summary>What most handlers do with a batch: load its aggregates, decide on each event, save the decisions.</summary>
public static class BatchDecisions
{
    /// <summary>Loads, decides and saves: one read and one write for the whole batch.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="key">The aggregate of an event.</param>
    /// <param name="load">Loads the existing aggregates for update.</param>
    /// <param name="decide">The domain's decision; its first argument is null for an aggregate that does not exist.</param>
    /// <param name="save">Stores states and events with the commit of the unit of work.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public static async Task DecideAsync<TEvent, TKey, TState>(
        this IReadOnlyList<Received<TEvent>> batch,
        Func<TEvent, TKey> key,
        Func<IReadOnlyCollection<TKey>, CancellationToken, Task<Dictionary<TKey, TState>>> load,
        Func<TState?, Received<TEvent>, Decision<TState>> decide,
        Func<IReadOnlyList<Change<TState>>, CancellationToken, ValueTask> save,
        CancellationToken cancellationToken)
        where TEvent : IEvent where TKey : notnull where TState : class
    {
        var states = await load([.. batch.Select(received => key(received.Event)).Distinct()], cancellationToken);
        await save(batch.Decide(key, states, decide), cancellationToken);
    }

    /// <summary>Decides on each event, based on the state after the events before it.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="key">The aggregate of an event.</param>
    /// <param name="states">The existing aggregates by key; updated with the decisions.</param>
    /// <param name="decide">The domain's decision; its first argument is null for an aggregate that does not exist.</param>
    /// <returns>A change per event.</returns>
    public static List<Change<TState>> Decide<TEvent, TKey, TState>(
        this IReadOnlyList<Received<TEvent>> batch,
        Func<TEvent, TKey> key,
        Dictionary<TKey, TState> states,
        Func<TState?, Received<TEvent>, Decision<TState>> decide)
        where TEvent : IEvent where TKey : notnull where TState : class
    {
        var changes = new List<Change<TState>>(batch.Count);
        foreach (var received in batch)
        {
            var id = key(received.Event);
            var before = states.GetValueOrDefault(id);
            var (after, @event) = decide(before, received);
            states[id] = after;
            changes.Add(new(before, after, @event, received.TraceParent));
        }

        return changes;
    }

    /// <summary>
    /// The changes to write: one per aggregate, from the state before the first decision to the state after the last one, without unchanged
    /// aggregates.
    /// </summary>
    public static List<Change<TState>> Net<TKey, TState>(this IReadOnlyList<Change<TState>> changes, Func<TState, TKey> key)
        where TKey : notnull where TState : class
    {
        var net = new Dictionary<TKey, Change<TState>>(changes.Count);
        foreach (var change in changes)
        {
            var id = key(change.After);
            net[id] = net.TryGetValue(id, out var earlier) ? change with { Before = earlier.Before } : change;
        }

        return [.. net.Values.Where(change => change.IsChanged)];
    }
}
