using System.Collections.Concurrent;
using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Replay.Input;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Checks.Copies;

/// <summary>Reads what other services than the owners say, until it agrees with the owners or a limit has passed.</summary>
sealed class CopyReader(ServiceClient client, TimeProvider clock)
{
    // Of long runs, orders at even distances are read one by one.
    const int MostRead = 5_000;

    const int BestHits = 5;
    const int Parallel = 8;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="shop">What was registered with the owners.</param>
    /// <param name="evidence">What the owners say of the run.</param>
    /// <param name="readOrders">Reads the orders again.</param>
    /// <param name="operatorPassword">The password of the account <c>operator</c>, to read the details of orders; null without them.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task<IReadOnlyList<Verdict>> CheckAsync(
        Shop shop,
        Evidence evidence,
        Func<CancellationToken, Task<IReadOnlyList<OrderSnapshot>>> readOrders,
        string? operatorPassword,
        CancellationToken cancellation)
    {
        var token = operatorPassword is null ? null : await SignInAsync(operatorPassword, cancellation);
        for (var start = clock.GetTimestamp(); ; await Task.Delay(Pause, clock, cancellation))
        {
            var orders = Spread(await readOrders(cancellation));
            Verdict[] verdicts =
            [
                .. CopyInvariants.Check(new CopyEvidence
                {
                    Users = shop.Customers.ToDictionary(customer => customer.Id, customer => customer.CompanyName),
                    Products = shop.Products.ToDictionary(product => product.Id, product => product.Name),
                    Orders = orders,
                    Payments = evidence.Payments,
                    Reservations = evidence.Reservations,
                    Histories = Runs(SystemMap.OrderHistory) ? await HistoriesAsync(orders, cancellation) : null,
                    Found = Runs(SystemMap.Search) ? await FoundAsync(shop.Products, cancellation) : null,
                    Details = token is null ? null : await DetailsAsync(orders, token, cancellation),
                }),
            ];
            if (verdicts.All(verdict => verdict.Held) || clock.GetElapsedTime(start) > Limit)
            {
                return verdicts;
            }
        }
    }

    bool Runs(SystemService service) => client.Services.Contains(service);

    Task<Dictionary<Guid, HistorySnapshot?>> HistoriesAsync(IReadOnlyList<OrderSnapshot> orders, CancellationToken cancellation) => EachAsync(
        orders.Select(order => order.Id),
        id => client.GetAsync(SystemMap.OrderHistory.Name, $"/history/orders/{id}", TargetJson.Default.HistorySnapshot, cancellation),
        cancellation);

    async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> FoundAsync(
        IReadOnlyList<ShopProduct> products, CancellationToken cancellation)
    {
        var names = products.ToDictionary(product => product.Id, product => product.Name);
        var found = await EachAsync(
            names.Keys,
            id => client.GetAsync(
                SystemMap.Search.Name, $"/search?limit={BestHits}&q={Uri.EscapeDataString(Typo.Of(names[id]))}",
                TargetJson.Default.SearchSnapshot, cancellation),
            cancellation);
        return found.ToDictionary(
            entry => entry.Key, entry => (IReadOnlyList<string>)[.. entry.Value?.Items.Select(hit => hit.ProductId) ?? []]);
    }

    Task<Dictionary<Guid, DetailsSnapshot?>> DetailsAsync(
        IReadOnlyList<OrderSnapshot> orders, string token, CancellationToken cancellation) => EachAsync(
        orders.Select(order => order.Id),
        id => client.GetAsync(
            Call.Get(SystemMap.Gateway.Name, $"/orders/{id}/details") with { Token = token }, TargetJson.Default.DetailsSnapshot, cancellation),
        cancellation);

    async Task<string> SignInAsync(string password, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new SignInRequest("operator", password), TargetJson.Default.SignInRequest);
        var reply = await client.SendAsync(new Call(HttpMethod.Post, SystemMap.Gateway.Name, "/sessions", body), cancellation);
        return reply is { IsSuccess: true } signedIn
            ? signedIn.As(TargetJson.Default.SessionSnapshot).Token
            : throw new NoAnswerException($"the operator cannot sign in: {reply}");
    }

    static async Task<Dictionary<TKey, TValue?>> EachAsync<TKey, TValue>(
        IEnumerable<TKey> keys, Func<TKey, Task<TValue?>> read, CancellationToken cancellation)
        where TKey : notnull
        where TValue : class
    {
        var values = new ConcurrentDictionary<TKey, TValue?>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation };
        await System.Threading.Tasks.Parallel.ForEachAsync(keys, parallel, async (key, _) => values[key] = await read(key));
        return values.ToDictionary();
    }

    static List<OrderSnapshot> Spread(IReadOnlyList<OrderSnapshot> orders)
    {
        var step = Math.Max(1, (orders.Count + MostRead - 1) / MostRead);
        return [.. orders.Where((_, index) => index % step == 0)];
    }
}
