using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Applies messages effectively once: one transaction for the whole batch, and if that fails because of a message, one for each half of
/// it, and so on, until the message at fault is found and becomes a dead letter.
/// </summary>
sealed class BatchApplier(
    IServiceScopeFactory scopes, EventRegistry registry, MessagingOptions options, SyncLag lag, RecentlyApplied recently, TimeProvider time,
    ILogger<BatchApplier> logger)
{
    static readonly TimeSpan VisibilityLimit = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan VisibilityPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Reads messages of topics this service subscribes to, each once.</summary>
    public PendingBatch Begin(IEnumerable<ConsumedMessage> messages) => new([.. messages.Select(registry.Read).OfType<ReadMessage>()]);

    /// <summary>Continues a batch: applies or dead-letters every message, in order per key.</summary>
    /// <exception cref="OperationCanceledException">The service stops; what was not committed was not applied.</exception>
    public async Task<ApplyOutcome> ApplyAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Next is { } part)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await TryAsync(batch, part, cancellationToken) is { } failure)
            {
                return new ApplyOutcome.DatabaseUnavailable(failure);
            }
        }

        return new ApplyOutcome.Applied();
    }

    /// <summary>Whether the database responds to a lookup of the message. Changes nothing.</summary>
    public async Task<bool> ReachesDatabaseAsync(ConsumedMessage message, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        try
        {
            await unit.TryAddToInboxAsync([message], cancellationToken);
            return true;
        }
        catch (Exception failure) when (unit.IsTransient(failure) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <returns>The database's transient failure, or null.</returns>
    async Task<Exception?> TryAsync(PendingBatch batch, BatchPart part, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        try
        {
            if (part.Awaits is { Horizon: null } wait)
            {
                // The others first, the odd one last.
                wait.Horizon = await unit.HorizonAsync(cancellationToken);
                batch.Postpone();
                return null;
            }

            await (part.Cause is { } cause
                ? DeadLetterAsync(unit, part, cause, cancellationToken)
                : ApplyAsync(scope.ServiceProvider, unit, part, cancellationToken));
            batch.Complete();
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return unit.IsTransient(failure) ? failure : Failed(batch, part, failure);
        }
    }

    /// <summary>Handles a part that failed because of its messages.</summary>
    /// <returns>The failure, if it must be the database's after all.</returns>
    Exception? Failed(PendingBatch batch, BatchPart part, Exception failure)
    {
        if (part.Cause is not null)
        {
            var isMinimal = part.Minimal is not null;
            part.Minimal ??= MinimalMessage.Of(part.Messages[0].Message);
            return isMinimal ? failure : null;
        }

        if (part.Messages.Count > 1)
        {
            batch.Divide();
        }
        else if (failure is NotYetVisibleException && part.Awaits is null)
        {
            part.Awaits = new AwaitedVisibility(time.GetTimestamp());
        }
        else if (failure is NotYetVisibleException
            ? part.Awaits!.IsSettled || time.GetElapsedTime(part.Awaits.Since) >= VisibilityLimit
            : failure is PermanentFailureException || ++part.Failures >= options.MaxAttempts)
        {
            part.Cause = DeadLetterCause.Of(failure);
        }

        return null;
    }

    async Task DeadLetterAsync(IUnitOfWork unit, BatchPart part, DeadLetterCause cause, CancellationToken cancellationToken)
    {
        var message = part.Messages[0].Message;
        await unit.DeadLetterAsync(
            part.Minimal ?? message, part.Minimal is null ? cause : MinimalMessage.Cause(cause, message), cancellationToken);
        await unit.CommitAsync(cancellationToken);
        lag.DeadLettered();
        logger.DeadLettered(
            message.Type, message.Key.Shortened(), message.Topic, message.Partition, message.Offset, cause.Reason, cause.Detail.Shortened());
    }

    async Task ApplyAsync(IServiceProvider services, IUnitOfWork unit, BatchPart part, CancellationToken cancellationToken)
    {
        if (part.Awaits is { } wait)
        {
            await Task.Delay(VisibilityPause, time, cancellationToken);
            wait.IsSettled = wait.IsSettled || await unit.IsSettledAsync(wait.Horizon!.Value, cancellationToken);
        }

        var started = Stopwatch.GetTimestamp();
        var added = new HashSet<Guid>(await unit.TryAddToInboxAsync(part.Messages.ConvertAll(m => m.Message), cancellationToken));
        // A repeated event in a batch is handled at its first place.
        var fresh = part.Messages.FindAll(m => added.Remove(m.Message.Id));
        try
        {
            fresh.ForEach(m => m.Span = MessagingTelemetry.StartProcess(m.Message, options.Service));
            foreach (var group in BatchPlan.Of(fresh))
            {
                Activity.Current = group.Find(m => m.Span is not null)?.Span;
                await registry.HandleAsync(services, group, cancellationToken);
            }

            await unit.CommitAsync(cancellationToken);
        }
        finally
        {
            fresh.ForEach(m => m.Span?.Dispose());
        }

        recently.Add(fresh.Select(m => m.Message.Id));
        lag.Applied(fresh.ConvertAll(m => m.Message), time.GetUtcNow(), Stopwatch.GetElapsedTime(started));
    }
}
