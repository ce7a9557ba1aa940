using Microsoft.EntityFrameworkCore;

namespace DbPerService.Messaging.EntityFrameworkCore;

/// <summary>Makes the outbox part of a context's model.</summary>
public static class OutboxModelExtensions
{
    /// <summary>
    /// Maps the service's outbox table, which the messaging schema creates and no migration of the context touches, and leaves
    /// <see cref="RaisedEvents"/> out of the model. Call it in <see cref="DbContext.OnModelCreating"/>.
    /// </summary>
    public static ModelBuilder UseOutbox(this ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Ignore<RaisedEvents>().Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox", "messaging", table => table.ExcludeFromMigrations());
            row.HasKey(r => r.Position);
            row.Property(r => r.Position).HasColumnName("position").UseIdentityAlwaysColumn();
            row.Property(r => r.Id).HasColumnName("id");
            row.Property(r => r.Topic).HasColumnName("topic");
            row.Property(r => r.Key).HasColumnName("key");
            row.Property(r => r.Type).HasColumnName("type");
            row.Property(r => r.Payload).HasColumnName("payload");
            row.Property(r => r.TraceParent).HasColumnName("trace_parent");
            row.Property(r => r.TraceState).HasColumnName("trace_state");
        });
    }

    /// <summary>
    /// Adds an event that belongs to no entity to the outbox. It is stored by the next <see cref="DbContext.SaveChanges()"/>, in its
    /// transaction.
    /// </summary>
    /// <param name="context">A context whose model has the outbox.</param>
    /// <param name="event">The event.</param>
    /// <param name="traceParent">The trace context that the event replies to; null for that of the current activity.</param>
    /// <exception cref="InvalidOperationException">The model lacks the outbox: see <see cref="UseOutbox"/>.</exception>
    public static void Append(this DbContext context, IEvent @event, string? traceParent = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(@event);
        context.Add(OutboxRow.Of(OutboxMessage.From(@event, traceParent)));
    }
}
