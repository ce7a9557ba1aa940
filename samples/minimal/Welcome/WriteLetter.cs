using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using Minimal.Events;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace Minimal.Welcome;

/// <summary>What it writes commits together with the inbox's entries: an event that comes twice is applied once.</summary>
public sealed class WriteLetter(PostgresUnitOfWork unit) : IEventHandler<AccountOpened>
{
    public Task HandleAsync(IReadOnlyList<Received<AccountOpened>> batch, CancellationToken cancellationToken)
    {
        foreach (var (opened, _, _, _) in batch)
        {
            unit.Defer(
                "INSERT INTO letters (account_id, text) VALUES ($1, $2)", Parameter(opened.Id), Parameter($"Welcome, {opened.Name}!"));
        }

        return Task.CompletedTask;
    }
}
