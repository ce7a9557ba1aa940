using DbPerService.Messaging;
using DbPerService.Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Minimal.Events;

namespace Minimal.Accounts;

/// <summary>An entity raises its events; they are saved with it, or not at all.</summary>
public sealed class Account : IRaisesEvents
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public RaisedEvents Events { get; } = new();

    public static Account Open(string name)
    {
        var account = new Account { Id = Guid.CreateVersion7(), Name = name };
        account.Events.Add(new AccountOpened(account.Id, name));
        return account;
    }
}

public sealed class AccountsContext(DbContextOptions<AccountsContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder model)
    {
        model.UseOutbox().Entity<Account>(account =>
        {
            account.ToTable("accounts");
            account.Property(a => a.Id).HasColumnName("id");
            account.Property(a => a.Name).HasColumnName("name");
        });
    }
}
