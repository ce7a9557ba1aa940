using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Scenarios;

/// <summary>Orders of one user, placed at a rate; each is retried with its Idempotency-Key until it is accepted.</summary>
public sealed class OrderStream : IAsyncDisposable
{
    static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);
    static readonly TimeSpan AcceptTimeout = TimeSpan.FromSeconds(120);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly ShopClient _shop;
    readonly string _product;
    readonly string _user = "u-" + Guid.NewGuid().ToString("N")[..12];
    readonly ConcurrentDictionary<string, string> _accepted = new();
    readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly Task _placing;

    OrderStream(ShopClient shop, string product, TimeSpan interval)
    {
        _shop = shop;
        _product = product;
        _placing = PlaceAsync(interval);
    }

    /// <summary>How many orders were accepted so far.</summary>
    public int Accepted => _accepted.Count;

    /// <summary>The ids of the orders that were accepted so far.</summary>
    public IReadOnlyCollection<string> Ids => [.. _accepted.Values];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static OrderStream Begin(ShopClient shop, string product, double perSecond) =>
        new(shop, product, TimeSpan.FromSeconds(1 / perSecond));

    /// <summary>Stops placing orders, and waits until those in progress are accepted.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _placing;
    }

    /// <summary>Waits until all orders are confirmed, each placed once.</summary>
    /// <returns>The orders.</returns>
    /// <exception cref="TimeoutException">Some are not final within the time; the message shows one.</exception>
    public async Task<IReadOnlyList<JsonElement>> ConfirmedAsync(TimeSpan within)
    {
        IReadOnlyList<JsonElement> orders = [];
        bool Open(JsonElement order) => order.Text("status") == "Placed";
        try
        {
            await Eventually.IsTrue(
                async () => !(orders = await OrdersAsync()).Any(Open), Cancelled, within, "all orders are final", Pause);
        }
        catch (TimeoutException exception)
        {
            var open = orders.Where(Open).ToList();
            throw new TimeoutException($"{exception.Message}; {open.Count} of {orders.Count} are not, such as {open.FirstOrDefault()}", exception);
        }

        var cancelled = orders.Where(order => order.Text("status") != "Confirmed").ToList();
        Assert.True(cancelled.Count == 0, $"{cancelled.Count} of {orders.Count} orders are cancelled, such as {cancelled.FirstOrDefault()}");
        Assert.Equal(_accepted.Values.Order(), orders.Select(order => order.Text("id")!).Order());
        return orders;
    }

    /// <summary>Waits until every participant has acknowledged its last step for every order.</summary>
    public Task FinishedAsync(TimeSpan within) => Eventually.IsTrue(
        async () => (await OrdersAsync()).All(order => order.GetProperty("finishedAt").ValueKind == JsonValueKind.String),
        Cancelled, within, "all orders are finished", Pause);

    /// <summary>From placing an order to its confirmation, by the service's own times.</summary>
    public static TimeSpan Duration(JsonElement order) =>
        order.GetProperty("steps").EnumerateArray().Single(step => step.Text("name") == "Confirmation").GetProperty("at").GetDateTime()
        - order.GetProperty("placedAt").GetDateTime();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _placing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    async Task PlaceAsync(TimeSpan interval)
    {
        var orders = new List<Task>();
        using var timer = new PeriodicTimer(interval);
        try
        {
            do
            {
                orders.Add(PlaceOneAsync());
            }
            while (await timer.WaitForNextTickAsync(_end.Token));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            await Task.WhenAll(orders);
        }
    }

    async Task PlaceOneAsync()
    {
        var key = Guid.NewGuid().ToString();
        await Eventually.IsTrue(
            async () =>
            {
                using var attempt = new CancellationTokenSource(AttemptTimeout);
                using var response = await _shop.PostAsync(ShopClient.Order(_product, user: _user), key, attempt.Token);
                if (response.StatusCode != HttpStatusCode.Accepted)
                {
                    return false;
                }

                var order = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
                return _accepted.TryAdd(key, order.Text("id")!);
            },
            Cancelled,
            AcceptTimeout,
            "an order is accepted",
            Pause);
    }

    async Task<IReadOnlyList<JsonElement>> OrdersAsync()
    {
        var (orders, after) = (new List<JsonElement>(), Guid.Empty.ToString());
        while (after is not null)
        {
            var page = await _shop.GetAsync("orders", $"/orders?userId={_user}&limit=1000&after={after}");
            orders.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.Text("next");
        }

        return orders;
    }
}
