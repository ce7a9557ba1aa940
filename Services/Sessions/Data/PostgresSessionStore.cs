using DbPerService.PostgreSql;
using DbPerService.Sessions.Domain;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Sessions.Data;

/// <summary>Sessions in PostgreSQL. A row that has expired is not there for any statement, whenever it is deleted.</summary>
sealed class PostgresSessionStore(NpgsqlDataSource database, IOptions<SessionsOptions> options) : ISessionStore
{
    NpgsqlParameter IdleTimeout => Parameter(options.Value.IdleTimeout);

    public async Task<Session> CreateAsync(Guid id, byte[] tokenHash, string userId, SessionRole role, CancellationToken cancellationToken) =>
        (await QueryAsync(
            SessionSql.Insert, cancellationToken, Parameter(id), Parameter(tokenHash), Parameter(userId), Parameter(role.ToString()),
            IdleTimeout, Parameter(options.Value.MaxAge)))!;

    public Task<Session?> FindAsync(Guid id, string userId, CancellationToken cancellationToken) =>
        QueryAsync(SessionSql.UseById, cancellationToken, IdleTimeout, Parameter(id), Parameter(userId));

    public Task<Session?> ResolveAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        QueryAsync(SessionSql.UseByToken, cancellationToken, IdleTimeout, Parameter(tokenHash));

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => QueryAsync(SessionSql.Delete, cancellationToken, Parameter(id));

    public async Task<(BasketOutcome Outcome, Session Session)?> SetBasketAsync(
        Guid id, string? currency, IReadOnlyList<BasketLine> lines, long? version, CancellationToken cancellationToken)
    {
        var text = new NpgsqlParameter<string> { TypedValue = BasketText.Write(lines), NpgsqlDbType = NpgsqlDbType.Jsonb };
        if (await QueryAsync(
            SessionSql.SetBasket, cancellationToken, Parameter(id), NullableText(currency), text, Version(version)) is { } changed)
        {
            return (BasketOutcome.Set, changed);
        }

        return await GetAsync(id, cancellationToken) is { } session
            ? (version is { } expected && expected != session.Basket.Version ? BasketOutcome.OtherVersion : BasketOutcome.Frozen, session)
            : null;
    }

    // A version never comes back, so what the second statement reads explains why the first one has found nothing.
    public async Task<Session?> FreezeAsync(Guid id, Guid newKey, long version, CancellationToken cancellationToken) =>
        await QueryAsync(SessionSql.Freeze, cancellationToken, Parameter(id), Parameter(newKey), Parameter(version))
        ?? await GetAsync(id, cancellationToken);

    public Task ThawAsync(Guid id, Guid key, long version, CancellationToken cancellationToken) =>
        QueryAsync(SessionSql.Thaw, cancellationToken, Parameter(id), Parameter(key), Parameter(version));

    public Task RecordOrderAsync(Guid id, Guid key, Guid orderId, long? orderedVersion, CancellationToken cancellationToken) =>
        QueryAsync(SessionSql.RecordOrder, cancellationToken, Parameter(id), Parameter(key), Parameter(orderId), Version(orderedVersion));

    Task<Session?> GetAsync(Guid id, CancellationToken cancellationToken) => QueryAsync(SessionSql.Get, cancellationToken, Parameter(id));

    async Task<Session?> QueryAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        (await database.QueryAsync(sql, Read, cancellationToken, parameters)).SingleOrDefault();

    static Session Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        Enum.Parse<SessionRole>(row.GetString(2)),
        row.GetDateTime(3),
        row.GetDateTime(4),
        new Basket(row.GetInt64(5), row.IsDBNull(6) ? null : row.GetString(6), BasketText.Read(row.GetString(7))),
        new Checkout(
            row.IsDBNull(8) ? null : row.GetGuid(8), row.GetBoolean(9), row.IsDBNull(10) ? null : row.GetGuid(10),
            row.IsDBNull(11) ? null : row.GetInt64(11)));

    static NpgsqlParameter Version(long? version) => new() { Value = (object?)version ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
