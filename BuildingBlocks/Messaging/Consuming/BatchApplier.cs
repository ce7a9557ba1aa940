using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

/// <summary>
/// Applies messages effectively once: one transaction for the whole batch, and where that fails for a reason that will not pass,
/// one for each key, so that only the key at fault is parked.
/// </summary>
sealed class BatchApplier(
    IServiceScopeFactory scopes, EventRegistry registry, MessagingOptions options, SyncLag lag, TimeProvider time, ILogger<BatchApplier> logger)
{
    static readonly TimeSpan NotYetPause = TimeSpan.FromMilliseconds(2);

    /// <summary>Applies or parks every message, in order per key.</summary>
    /// <param name="messages">Messages of topics this service subscribes to.</param>
    /// <param name="waitAsync">Called between two tries while the database is away; throws when the service stops.</param>
    /// <param name="cancellationToken">Stops between transactions; what was not committed was not applied.</param>
    public async Task ApplyAsync(
        IReadOnlyList<ConsumedMessage> messages, Func<Exception, CancellationToken, Task> waitAsync, CancellationToken cancellationToken)
    {
        if (await TryAsync(messages, waitAsync, cancellationToken) is null)
        {
            return;
        }

        foreach (var ofKey in messages.GroupBy(m => (m.Topic, m.Key)))
        {
            await ApplyKeyAsync([.. ofKey], waitAsync, cancellationToken);
        }
    }

    /// <summary>Applies the oldest parked event of a key.</summary>
    /// <returns>False when the key has none.</returns>
    /// <exception cref="Exception">The handler's failure: the event stays parked, and all behind it.</exception>
    public async Task<bool> RedriveNextAsync(string topic, string key, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        if (await unit.UnparkAsync(topic, key, cancellationToken) is not { } message)
        {
            return false;
        }

        foreach (var (route, planned) in Read([message]))
        {
            await route.HandleAsync(scope.ServiceProvider, [planned], cancellationToken);
        }

        await unit.CommitAsync(cancellationToken);
        return true;
    }

    async Task ApplyKeyAsync(
        IReadOnlyList<ConsumedMessage> messages, Func<Exception, CancellationToken, Task> waitAsync, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            Exception? failure = null;
            for (var attempt = 1; attempt <= options.MaxAttempts; attempt++)
            {
                failure = await TryAsync([message], waitAsync, cancellationToken);
                if (failure is null or PermanentFailureException)
                {
                    break;
                }
            }

            if (failure is not null)
            {
                await UntilDoneAsync(
                    async (_, unit, token) =>
                    {
                        await unit.ParkAsync(message, failure.Message, token);
                        await unit.CommitAsync(token);
                    },
                    waitAsync,
                    cancellationToken);
                lag.Parked();
                logger.EventParked(message.Type, message.Key, message.Topic, message.Partition, message.Offset, failure.Message);
            }
        }
    }

    /// <summary>Applies the messages in one transaction, repeated while the database is away.</summary>
    /// <returns>Null, or the failure that is the messages' own.</returns>
    async Task<Exception?> TryAsync(
        IReadOnlyList<ConsumedMessage> messages, Func<Exception, CancellationToken, Task> waitAsync, CancellationToken cancellationToken)
    {
        try
        {
            await UntilDoneAsync((services, unit, token) => ApplyOnceAsync(services, unit, messages, token), waitAsync, cancellationToken);
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return failure;
        }
    }

    async Task UntilDoneAsync(
        Func<IServiceProvider, IUnitOfWork, CancellationToken, ValueTask> work,
        Func<Exception, CancellationToken, Task> waitAsync,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var scope = scopes.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            try
            {
                await work(scope.ServiceProvider, unit, cancellationToken);
                return;
            }
            catch (Exception exception) when (unit.IsTransient(exception) && !cancellationToken.IsCancellationRequested)
            {
                await waitAsync(exception, cancellationToken);
            }
            catch (NotYetVisibleException)
            {
                await Task.Delay(NotYetPause, time, cancellationToken);
            }
        }
    }

    async ValueTask ApplyOnceAsync(
        IServiceProvider services, IUnitOfWork unit, IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var readable = Read(messages);
        var claimed = new HashSet<Guid>(await unit.ClaimAsync([.. readable.Select(r => r.Planned.Message)], cancellationToken));
        // The same event twice in a batch is handled at its first place.
        var fresh = readable.FindAll(r => claimed.Remove(r.Planned.Message.Id));
        try
        {
            for (var i = 0; i < fresh.Count; i++)
            {
                var (route, planned) = fresh[i];
                fresh[i] = (route, planned with { Span = MessagingTelemetry.StartProcess(planned.Message, options.Service) });
            }

            foreach (var group in BatchPlan.Of(fresh))
            {
                Activity.Current = group.Messages.FirstOrDefault(m => m.Span is not null).Span;
                await group.Route.HandleAsync(services, group.Messages, cancellationToken);
            }

            await unit.CommitAsync(cancellationToken);
        }
        finally
        {
            fresh.ForEach(f => f.Planned.Span?.Dispose());
        }

        lag.Applied(fresh.ConvertAll(f => f.Planned.Message), time.GetUtcNow(), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Reads what this service handles; a type it does not know is none of its business.</summary>
    /// <exception cref="PermanentFailureException">
    /// One of them cannot be read. Then each key is applied on its own, message by message, so that what follows it stays behind it.
    /// </exception>
    List<(EventRoute Route, PlannedMessage Planned)> Read(IReadOnlyList<ConsumedMessage> messages)
    {
        var readable = new List<(EventRoute, PlannedMessage)>(messages.Count);
        foreach (var message in messages)
        {
            if (message.Type.Length == 0)
            {
                throw new PermanentFailureException("The message has no ce_type header: it is not a CloudEvent in binary mode.");
            }

            if (registry.Find(message.Topic, message.Type) is { } route)
            {
                try
                {
                    readable.Add((route, new PlannedMessage(message, route.Read(message), null)));
                }
                catch (JsonException exception)
                {
                    throw new PermanentFailureException(exception.Message, exception);
                }
            }
        }

        return readable;
    }
}
