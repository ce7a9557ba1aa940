using DbPerService.Messaging.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace DbPerService.Messaging.EntityFrameworkCore;

/// <summary>
/// Turns the events that entities have raised into rows of the outbox before the context is saved. From then on they are part of the
/// context's changes: a save that fails keeps them for the next one, beside the changes that they announce.
/// </summary>
sealed class OutboxInterceptor(PostgresMessagingOptions options) : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Collect(eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Collect(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Forget(eventData.Context!);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    void Collect(DbContext context)
    {
        foreach (var entity in context.ChangeTracker.Entries<IRaisesEvents>().Select(entry => entry.Entity).ToList())
        {
            for (var i = 0; i < entity.Events.Count; i++)
            {
                context.Append(entity.Events[i]);
            }

            entity.Events.Clear();
        }

        foreach (var row in context.ChangeTracker.Entries<OutboxRow>().Where(row => row.State == EntityState.Added))
        {
            row.Entity.ToMessage().OfAtMost(options.MaxEventBytes);
        }
    }

    /// <summary>A row is written once and never read back: a context that lives long must not keep them all.</summary>
    static void Forget(DbContext context)
    {
        var saved = context.ChangeTracker.Entries<OutboxRow>().Where(row => row.State == EntityState.Unchanged).ToList();
        OutboxMessage.Committed(saved.ConvertAll(row => row.Entity.ToMessage()));
        foreach (var row in saved)
        {
            row.State = EntityState.Detached;
        }
    }
}
