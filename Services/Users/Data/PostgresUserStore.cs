using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql;
using DbPerService.Users.Domain;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Users.Data;

sealed class PostgresUserStore(PostgresUnitOfWork unit, NpgsqlDataSource database) : IUserStore
{
    public async Task<User?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await database.QueryAsync(UserSql.ById, Read, cancellationToken, Parameter(id))).SingleOrDefault();

    public Task<List<User>> ListAsync(string after, string? to, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(UserSql.List, Read, cancellationToken, Parameter(after), NullableText(to), Parameter(limit));

    public async Task<SaveOutcome> SaveAsync(Change<User> change, CancellationToken cancellationToken)
    {
        if (change.Before is { } before && await LockAsync(before.Id, cancellationToken) != before)
        {
            return SaveOutcome.Changed;
        }

        if (change.IsChanged)
        {
            unit.Defer(change.Before is null ? UserSql.Insert : UserSql.Update, Columns(change.After));
        }

        unit.AppendEventsOf([change]);
        try
        {
            await unit.CommitAsync(cancellationToken);
            return SaveOutcome.Saved;
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: UserSql.PrimaryKey })
        {
            return SaveOutcome.IdTaken;
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: UserSql.EmailIndex })
        {
            return SaveOutcome.EmailTaken;
        }
    }

    async Task<User?> LockAsync(string id, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(UserSql.Lock, [Parameter(id)], cancellationToken);
        return (await reader.ToListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    static User Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), Enum.Parse<UserRole>(row.GetString(3)),
        row.GetString(4), row.GetInt64(5), row.GetDateTime(6), row.GetDateTime(7));

    static NpgsqlParameter[] Columns(User user) =>
    [
        Parameter(user.Id), Parameter(user.Name), NullableText(user.Email), NullableText(user.EmailKey), Parameter(user.Role.ToString()),
        Parameter(user.PasswordHash), Parameter(user.Version), Parameter(user.CreatedAt), Parameter(user.UpdatedAt),
    ];
}
