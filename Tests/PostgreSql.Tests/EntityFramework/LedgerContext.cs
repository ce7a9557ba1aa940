using DbPerService.Messaging;
using DbPerService.Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace DbPerService.Tests.PostgreSql.EntityFramework;

/// <summary>A row of the test's table, which raises a <see cref="Pong"/> when it is asked to.</summary>
public sealed class Entry : IRaisesEvents
{
    public long Position { get; private set; }

    public string? Type { get; set; }

    public required string Key { get; init; }

    public int Number { get; set; }

    public RaisedEvents Events { get; } = new();

    public static Entry Of(string type, string key, int number, bool raises = true)
    {
        var entry = new Entry { Type = type, Key = key, Number = number };
        if (raises)
        {
            entry.Events.Add(new Pong(key, number));
        }

        return entry;
    }
}

public sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<Entry> Entries => Set<Entry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseOutbox();
        modelBuilder.Entity<Entry>(entry =>
        {
            entry.ToTable("applied");
            entry.HasKey(e => e.Position);
            entry.Property(e => e.Position).HasColumnName("position").UseIdentityAlwaysColumn();
            entry.Property(e => e.Type).HasColumnName("type");
            entry.Property(e => e.Key).HasColumnName("key");
            entry.Property(e => e.Number).HasColumnName("number").IsConcurrencyToken();
        });
    }
}

/// <summary>Writes each event down and answers it, as <see cref="RecordPing"/> does, with the context.</summary>
public sealed class EnterPing(LedgerContext context, Behaviour behaviour) : IEventHandler<Ping>
{
    public async Task HandleAsync(IReadOnlyList<Received<Ping>> batch, CancellationToken cancellationToken)
    {
        foreach (var received in batch)
        {
            context.Add(Entry.Of("Ping", received.Event.Id, received.Event.Number));
        }

        // Early, so that a failure below has something to undo.
        await context.SaveChangesAsync(cancellationToken);
        foreach (var received in batch)
        {
            behaviour.On(received.Event.Id, received.Event.Number);
        }
    }
}

public sealed class EnterPong(LedgerContext context) : IEventHandler<Pong>
{
    public Task HandleAsync(IReadOnlyList<Received<Pong>> batch, CancellationToken cancellationToken)
    {
        context.AddRange(batch.Select(received => Entry.Of("Pong", received.Event.Id, received.Event.Number, raises: false)));
        return Task.CompletedTask;
    }
}
