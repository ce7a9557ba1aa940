using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

sealed class PostgresParkedEvents(NpgsqlDataSource dataSource) : IParkedEvents
{
    public async Task<IReadOnlyList<ParkedEvent>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql.ParkedList);
        command.Parameters.Add(PostgresUnitOfWork.Parameter(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<ParkedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new ParkedEvent(
                reader.GetString(0), reader.GetString(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetString(6), reader.GetInt32(7), reader.GetInt64(8),
                reader.GetFieldValue<DateTimeOffset>(9)));
        }

        return events;
    }
}
