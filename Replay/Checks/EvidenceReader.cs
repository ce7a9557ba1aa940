using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using DbPerService.Contracts;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks;

/// <summary>Reads the results of a run through the APIs: by lists, or one by one from a service without a list.</summary>
sealed class EvidenceReader(ServiceClient client)
{
    const int PageSize = 1_000;

    /// <summary>The highest existing order id, so that a later reading can begin after it.</summary>
    /// <param name="since">An id so recent that few orders come after it.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task<Guid> LastOrderAsync(Guid since, CancellationToken cancellation)
    {
        var last = since;
        foreach (var order in await OrdersAsync(since, cancellation))
        {
            last = order.Id > last ? order.Id : last;
        }

        return last;
    }

    public async Task<IReadOnlyList<OrderSnapshot>> OrdersAsync(Guid after, CancellationToken cancellation) =>
        await ListAsync(SystemMap.Orders.Name, "/orders", $"{after}", TargetJson.Default.ResponsePageOrderSnapshot, cancellation)
            ?? throw new NoAnswerException("orders has no list of orders");

    public async Task<IReadOnlyList<PaymentSnapshot>> PaymentsAsync(Guid after, IReadOnlyList<OrderSnapshot> orders, CancellationToken cancellation) =>
        await ListAsync(SystemMap.Payments.Name, "/payments", $"{after}", TargetJson.Default.ResponsePagePaymentSnapshot, cancellation)
            ?? await EachAsync(SystemMap.Payments.Name, "/payments", orders, TargetJson.Default.PaymentSnapshot, cancellation);

    public async Task<IReadOnlyList<ReservationSnapshot>> ReservationsAsync(
        Guid after, IReadOnlyList<OrderSnapshot> orders, CancellationToken cancellation) =>
        await ListAsync(SystemMap.Inventory.Name, "/reservations", $"{after}", TargetJson.Default.ResponsePageReservationSnapshot, cancellation)
            ?? await EachAsync(SystemMap.Inventory.Name, "/reservations", orders, TargetJson.Default.ReservationSnapshot, cancellation);

    public async Task<IReadOnlyList<StockSnapshot>> StockAsync(CancellationToken cancellation) =>
        await ListAsync(SystemMap.Inventory.Name, "/stock", after: null, TargetJson.Default.ResponsePageStockSnapshot, cancellation)
            ?? throw new NoAnswerException("inventory has no list of stock");

    async Task<IReadOnlyList<T>?> ListAsync<T>(
        string service, string path, string? after, JsonTypeInfo<ResponsePage<T>> type, CancellationToken cancellation)
    {
        var items = new List<T>();
        var cursor = after;
        do
        {
            var from = cursor is null ? "" : $"&after={Uri.EscapeDataString(cursor)}";
            var page = await client.GetAsync(service, $"{path}?limit={PageSize}{from}", type, cancellation);
            if (page is null)
            {
                return null;
            }

            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        return items;
    }

    async Task<IReadOnlyList<T>> EachAsync<T>(
        string service, string path, IReadOnlyList<OrderSnapshot> orders, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        var items = new ConcurrentBag<T>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation };
        await Parallel.ForEachAsync(orders, parallel, async (order, token) =>
        {
            if (await client.GetAsync(service, $"{path}/{order.Id}", type, token) is { } item)
            {
                items.Add(item);
            }
        });
        return [.. items];
    }
}
