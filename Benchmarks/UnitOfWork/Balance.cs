using DbPerService.Messaging;
using DbPerService.Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace DbPerService.Benchmarks.UnitOfWork;

/// <summary>The event that a message becomes.</summary>
sealed record Credited(Guid Id, int Amount) : IEvent
{
    public static string Topic => "credits";

    string IEvent.Key => Id.ToString();
}

/// <summary>The row that a message becomes, as an entity.</summary>
sealed class Balance : IRaisesEvents
{
    public required Guid Id { get; init; }

    public required int Amount { get; init; }

    public RaisedEvents Events { get; } = new();
}

sealed class BalanceContext(DbContextOptions<BalanceContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseOutbox().Entity<Balance>(balance =>
    {
        balance.ToTable("balance");
        balance.Property(b => b.Id).HasColumnName("id").ValueGeneratedNever();
        balance.Property(b => b.Amount).HasColumnName("amount");
    });
}
