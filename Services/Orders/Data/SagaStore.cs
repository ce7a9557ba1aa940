using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Orders.Domain;
using DbPerService.PostgreSql;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Orders.Data;

/// <summary>The orders as sagas, changed in batches by replies and reviews, each with the event for its participants.</summary>
sealed class SagaStore(PostgresUnitOfWork unit)
{
    /// <summary>Loads sagas for update, locked until the commit.</summary>
    public async Task<Dictionary<Guid, Saga>> LoadAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(OrderSql.LockSagas, [Parameter(orderIds.ToArray())], cancellationToken);
        return (await reader.ToListAsync(OrderRows.ReadSaga, cancellationToken)).ToDictionary(saga => saga.OrderId);
    }

    /// <summary>Loads an order to change its saga, locked until the commit.</summary>
    public async Task<Order?> LoadOrderAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await OrdersAsync(OrderSql.ByIdForUpdate, [Parameter(orderId)], cancellationToken)).SingleOrDefault();

    /// <summary>Loads unfinished orders whose review is due and that no other unit of work has locked.</summary>
    public Task<List<Order>> LoadDueAsync(DateTime now, int limit, CancellationToken cancellationToken) =>
        OrdersAsync(OrderSql.LockDue, [Parameter(now), Parameter(limit)], cancellationToken);

    /// <summary>Stores states and events with the commit of the unit of work.</summary>
    public ValueTask SaveAsync(IReadOnlyList<Change<Saga>> changes, CancellationToken cancellationToken)
    {
        var changed = changes.Net(saga => saga.OrderId).ConvertAll(change => change.After);
        if (changed.Count > 0)
        {
            unit.Defer(OrderSql.SaveSagas, OrderRows.Columns(changed));
        }

        unit.AppendEventsOf(changes);
        return ValueTask.CompletedTask;
    }

    async Task<List<Order>> OrdersAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var reader = await unit.QueryAsync(sql, parameters, cancellationToken);
        return await reader.ToListAsync(OrderRows.ReadOrder, cancellationToken);
    }
}
