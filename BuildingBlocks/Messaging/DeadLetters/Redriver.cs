using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>The outcome of a redrive.</summary>
/// <param name="Redriven">How many were applied.</param>
/// <param name="Failed">The first of each key that failed again, with its new cause. Those behind it were not tried.</param>
sealed record RedriveOutcome(int Redriven, IReadOnlyList<DeadLetter> Failed);

/// <summary>Applies dead letters again: those of a key in order, until one fails.</summary>
sealed class Redriver(
    IServiceScopeFactory scopes, EventRegistry registry, IDeadLetterStore store, RecentlyApplied recently, ILogger<Redriver> logger)
{
    const int PageSize = 100;

    // A conflict with another redrive or with an arriving event is solved by repetition; an unavailable database is not, so soon.
    const int MostConflicts = 5;

    /// <summary>Redrives a key from its oldest dead letter on.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">The key, in the form of <see cref="ConsumedMessage.Key"/>.</param>
    /// <param name="upTo">The last position to redrive.</param>
    /// <param name="cancellationToken">Stops between two events.</param>
    /// <exception cref="Exception">The database failed.</exception>
    public async Task<RedriveOutcome> RedriveKeyAsync(string topic, string key, long upTo, CancellationToken cancellationToken)
    {
        var count = 0;
        DeadLetter? failed = null;
        while (failed is null && await OldestAsync(topic, key, cancellationToken) is { } letter && letter.Position <= upTo)
        {
            (var isApplied, failed) = await RedriveAsync(letter, cancellationToken);
            count += isApplied ? 1 : 0;
        }

        return Report(topic, new RedriveOutcome(count, failed is null ? [] : [failed]));
    }

    /// <summary>Redrives one dead letter and those of its key before it.</summary>
    /// <exception cref="Exception">The database failed.</exception>
    public async Task<RedriveOutcome> RedriveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not ({ Discarded: null } letter, _))
        {
            return new RedriveOutcome(0, []);
        }

        if (letter.Key is not null)
        {
            return await RedriveKeyAsync(letter.Topic, letter.Key, letter.Position, cancellationToken);
        }

        var (isApplied, failed) = await RedriveAsync(letter, cancellationToken);
        return Report(letter.Topic, new RedriveOutcome(isApplied ? 1 : 0, failed is null ? [] : [failed]));
    }

    /// <summary>Redrives every key that waits for this reason, and the dead letters behind.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="topic">Only of this topic, or null.</param>
    /// <param name="goesOn">Whether to continue, called between two keys.</param>
    /// <param name="cancellationToken">Stops between two events.</param>
    /// <exception cref="Exception">The database failed.</exception>
    public async Task<RedriveOutcome> RedriveAsync(
        DeadLetterReason reason, string? topic, Func<bool> goesOn, CancellationToken cancellationToken)
    {
        var count = 0;
        var failed = new List<DeadLetter>();
        var stuck = new HashSet<(string, string)>();
        var filter = new DeadLetterFilter(topic, Reason: reason, Limit: PageSize);
        while (goesOn() && await store.ListAsync(filter, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var letter in page.TakeWhile(_ => goesOn()))
            {
                if (letter.Key is { } key && stuck.Contains((letter.Topic, key)))
                {
                    continue;
                }

                var outcome = letter.Key is null
                    ? await RedriveAsync(letter.Id, cancellationToken)
                    : await RedriveKeyAsync(letter.Topic, letter.Key, long.MaxValue, cancellationToken);
                count += outcome.Redriven;
                failed.AddRange(outcome.Failed);
                stuck.UnionWith(outcome.Failed.Where(f => f.Key is not null).Select(f => (f.Topic, f.Key!)));
            }

            filter = filter with { After = page[^1].Position };
        }

        return new RedriveOutcome(count, failed);
    }

    async Task<DeadLetter?> OldestAsync(string topic, string key, CancellationToken cancellationToken) =>
        await store.ListAsync(new DeadLetterFilter(topic, key, Limit: 1), cancellationToken) is [var oldest, ..] ? oldest : null;

    /// <returns>Whether it was applied, and the dead letter with its new cause if it failed. Neither if another redrive took it.</returns>
    async Task<(bool IsApplied, DeadLetter? Failed)> RedriveAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            try
            {
                if (await unit.TakeDeadLetterAsync(letter.Id, cancellationToken) is not { } message)
                {
                    return (false, null);
                }

                var read = registry.Read(message);
                if (read?.Fault is { } fault)
                {
                    await unit.DisposeAsync();
                    return (false, await FailedAsync(letter, fault, cancellationToken));
                }

                if (read is not null)
                {
                    await registry.HandleAsync(scope.ServiceProvider, [read], cancellationToken);
                }

                await unit.CommitAsync(cancellationToken);
                recently.Add([letter.Id]);
                return (true, null);
            }
            catch (Exception failure) when (unit.IsTransient(failure) && conflicts < MostConflicts && !cancellationToken.IsCancellationRequested)
            {
                // Try once more.
            }
            catch (Exception failure) when (!unit.IsTransient(failure) && !cancellationToken.IsCancellationRequested)
            {
                await unit.DisposeAsync();
                return (false, await FailedAsync(letter, DeadLetterCause.Of(failure), cancellationToken));
            }
        }
    }

    async Task<DeadLetter> FailedAsync(DeadLetter letter, DeadLetterCause cause, CancellationToken cancellationToken)
    {
        await store.RedriveFailedAsync(letter.Id, cause, cancellationToken);
        return letter with { Cause = cause, Redrives = letter.Redrives + 1 };
    }

    RedriveOutcome Report(string topic, RedriveOutcome outcome)
    {
        if (outcome.Redriven > 0)
        {
            logger.Redriven(outcome.Redriven, topic, outcome.Failed.Count);
        }

        return outcome;
    }
}
