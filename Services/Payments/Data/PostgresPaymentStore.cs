using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Payments.Domain;
using Npgsql;
using static DbPerService.Messaging.PostgreSql.PostgresUnitOfWork;

namespace DbPerService.Payments.Data;

internal sealed class PostgresPaymentStore(PostgresUnitOfWork unit, NpgsqlDataSource database) : IPaymentStore
{
    readonly Dictionary<Guid, Payment> _loaded = [];

    public async Task<Payment?> FindAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PaymentSql.ById);
        command.Parameters.Add(Parameter(orderId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await ReadAsync(reader, cancellationToken)).SingleOrDefault();
    }

    public async Task<List<Payment>> ListAsync(Guid after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PaymentSql.List);
        command.Parameters.AddRange(new[] { Parameter(after), Parameter(limit) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    public async Task<Dictionary<Guid, Payment>> LoadAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(PaymentSql.Lock, [Parameter(orderIds.ToArray())], cancellationToken);
        return Remember(await ReadAsync(reader, cancellationToken)).ToDictionary(p => p.OrderId);
    }

    public async Task<List<Payment>> LoadDueAsync(DateTime now, int limit, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(PaymentSql.LockDue, [Parameter(now), Parameter(limit)], cancellationToken);
        return Remember(await ReadAsync(reader, cancellationToken));
    }

    public ValueTask SaveAsync(IReadOnlyList<PaymentChange> changes, CancellationToken cancellationToken)
    {
        var latest = new Dictionary<Guid, Payment>(changes.Count);
        foreach (var change in changes)
        {
            latest[change.Payment.OrderId] = change.Payment;
            if (change.Answer is { } answer)
            {
                unit.Append(answer, change.TraceParent);
            }
        }

        Write(PaymentSql.Insert, [.. latest.Values.Where(p => !_loaded.ContainsKey(p.OrderId))], PaymentRows.InsertColumns);
        Write(PaymentSql.Update, [.. latest.Values.Where(IsChanged)], PaymentRows.UpdateColumns);
        return ValueTask.CompletedTask;
    }

    void Write(string sql, List<Payment> payments, Func<IReadOnlyList<Payment>, NpgsqlParameter[]> columns)
    {
        if (payments.Count > 0)
        {
            unit.Defer(sql, columns(payments));
        }
    }

    List<Payment> Remember(List<Payment> payments)
    {
        payments.ForEach(payment => _loaded[payment.OrderId] = payment);
        return payments;
    }

    bool IsChanged(Payment payment) =>
        _loaded.TryGetValue(payment.OrderId, out var loaded) && !ReferenceEquals(loaded, payment);

    static async Task<List<Payment>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var payments = new List<Payment>();
        while (await reader.ReadAsync(cancellationToken))
        {
            payments.Add(PaymentRows.Read(reader));
        }

        return payments;
    }
}
