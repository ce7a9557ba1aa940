using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Messaging.PostgreSql;

sealed class PostgresDeadLetterStore(NpgsqlDataSource dataSource) : IDeadLetterStore
{
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        await using var command = Command(
            Sql.DeadLetters(filter), NullableText(filter.Topic), NullableText(filter.Key), NullableText(filter.Reason?.ToString()),
            Parameter(filter.After), Parameter(filter.Limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var letters = new List<DeadLetter>();
        while (await reader.ReadAsync(cancellationToken))
        {
            letters.Add(DeadLetterRows.ReadDeadLetter(reader));
        }

        return letters;
    }

    public async Task<(DeadLetter Letter, ConsumedMessage Message)?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = Command(Sql.DeadLetter, Parameter(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (DeadLetterRows.ReadDeadLetter(reader), DeadLetterRows.ReadMessage(reader, DeadLetterRows.DeadLetterColumns))
            : null;
    }

    public async Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(Sql.CountDeadLetters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new List<DeadLetterCount>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(new DeadLetterCount(
                reader.GetString(0), Enum.Parse<DeadLetterReason>(reader.GetString(1)), reader.GetInt64(2), reader.GetTimeSpan(3)));
        }

        return counts;
    }

    public async Task RedriveFailedAsync(Guid id, DeadLetterCause cause, CancellationToken cancellationToken)
    {
        await using var command = Command(
            Sql.RedriveFailed, Parameter(id), Parameter(cause.Reason.ToString()), Parameter(cause.Detail));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<int> DiscardAsync(
        Guid? id, string? topic, string? key, string reason, string? by, CancellationToken cancellationToken)
    {
        await using var command = id is { } one
            ? Command(Sql.DiscardOne, Parameter(reason), NullableText(by), Parameter(one))
            : Command(Sql.DiscardKey, Parameter(reason), NullableText(by), NullableText(topic), NullableText(key));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
