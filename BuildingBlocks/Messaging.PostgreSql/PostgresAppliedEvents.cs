using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>The applied events by the inbox.</summary>
sealed class PostgresAppliedEvents(NpgsqlDataSource database, PostgresMessagingOptions options) : IAppliedEventStore
{
    public TimeSpan Retention => options.Retention;

    public async ValueTask<IReadOnlySet<Guid>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            Sql.Applied, row => row.GetGuid(0), cancellationToken, PostgresTransaction.Parameter(ids.ToArray()))).ToHashSet();
}
