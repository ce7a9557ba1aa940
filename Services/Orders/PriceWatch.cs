using System.Diagnostics.Metrics;
using System.Threading.Channels;
using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using DbPerService.PostgreSql;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.Orders;

/// <summary>
/// Reports accepted orders whose given prices differ from the products' (<see cref="PriceCheck.Warn"/>): each line is counted, each product
/// logged once. Compares afterwards and in batches, so that no order waits for it; what does not fit the queue is not compared.
/// </summary>
sealed partial class PriceWatch(
    NpgsqlDataSource database, IOptions<OrdersOptions> options, IMeterFactory meters, TimeProvider time, ILogger<PriceWatch> logger)
    : BackgroundService
{
    public const string Meter = "DbPerService.Orders";

    const int MaxQueued = 10_000;
    const int MaxLogged = 1_000;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly Counter<long> _differences = meters.Create(Meter).CreateCounter<long>(
        "orders.price_differences", "{line}", "Order lines whose given price was not the product's current one.");

    readonly Channel<Given> _given = Channel.CreateBounded<Given>(
        new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    readonly HashSet<string> _logged = new(StringComparer.Ordinal);

    public void Add(PlaceOrder placed)
    {
        if (options.Value.PriceCheck != PriceCheck.Warn)
        {
            return;
        }

        foreach (var line in placed.Lines)
        {
            if (line.UnitPrice is { } price)
            {
                _given.Writer.TryWrite(new(line.ProductId, placed.Currency, price));
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new PeriodicWork(Interval, time)
        .RunAsync(CompareAsync, failure => LogFailed(logger, failure.Message), stoppingToken);

    async Task CompareAsync(CancellationToken cancellationToken)
    {
        var given = new Dictionary<Given, int>();
        while (_given.Reader.TryRead(out var entry))
        {
            given[entry] = given.GetValueOrDefault(entry) + 1;
        }

        if (given.Count == 0)
        {
            return;
        }

        List<Given> distinct = [.. given.Keys];
        var differences = await database.QueryAsync(
            CopySql.DifferentPrices,
            row => (Given: new Given(row.GetString(0), row.GetString(3), row.GetDecimal(1)), Current: row.GetDecimal(2)),
            cancellationToken,
            Column(distinct, entry => entry.ProductId, NpgsqlDbType.Text), Column(distinct, entry => entry.Currency, NpgsqlDbType.Text),
            Column(distinct, entry => entry.UnitPrice, NpgsqlDbType.Numeric));
        foreach (var (entry, current) in differences)
        {
            _differences.Add(given[entry]);
            if (_logged.Count < MaxLogged && _logged.Add(entry.ProductId))
            {
                LogDifferent(logger, entry.ProductId, entry.UnitPrice, entry.Currency, current);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "An order has product {Product} at {Given} {Currency}; its price is {Current}")]
    private static partial void LogDifferent(ILogger logger, string product, decimal given, string currency, decimal current);

    [LoggerMessage(2, LogLevel.Warning, "Prices cannot be compared at the moment: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    readonly record struct Given(string ProductId, string Currency, decimal UnitPrice);
}
