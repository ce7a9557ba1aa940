using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Payments.Domain;
using DbPerService.PostgreSql;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Payments.Data;

sealed class PostgresPaymentStore(PostgresUnitOfWork unit, NpgsqlDataSource database) : IPaymentStore
{
    public async Task<Payment?> FindAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(PaymentSql.ById, PaymentRows.Read, cancellationToken, Parameter(orderId))).SingleOrDefault();

    public Task<List<Payment>> ListAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(PaymentSql.List, PaymentRows.Read, cancellationToken, Parameter(after), Parameter(limit));

    public Task<List<Guid>> ListAuthorizedAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            PaymentSql.ListAuthorized, row => row.GetGuid(0), cancellationToken, Parameter(before), Parameter(after), Parameter(limit));

    public async Task<Dictionary<Guid, Payment>> LoadAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(PaymentSql.Lock, [Parameter(orderIds.ToArray())], cancellationToken);
        return (await reader.ToListAsync(PaymentRows.Read, cancellationToken)).ToDictionary(payment => payment.OrderId);
    }

    public async Task<List<Payment>> LoadDueAsync(DateTime now, int limit, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(PaymentSql.LockDue, [Parameter(now), Parameter(limit)], cancellationToken);
        return await reader.ToListAsync(PaymentRows.Read, cancellationToken);
    }

    public ValueTask SaveAsync(IReadOnlyList<Change<Payment>> changes, CancellationToken cancellationToken)
    {
        var net = changes.Net(payment => payment.OrderId);
        Write(PaymentSql.Insert, net.FindAll(change => change.Before is null), PaymentRows.InsertColumns);
        Write(PaymentSql.Update, net.FindAll(change => change.Before is not null), PaymentRows.UpdateColumns);
        unit.AppendEventsOf(changes);
        return ValueTask.CompletedTask;
    }

    void Write(string sql, List<Change<Payment>> changes, Func<IReadOnlyList<Payment>, NpgsqlParameter[]> columns)
    {
        if (changes.Count > 0)
        {
            unit.Defer(sql, columns(changes.ConvertAll(change => change.After)));
        }
    }
}
