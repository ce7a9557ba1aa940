using DbPerService.Orders.Data;
using DbPerService.Orders.Domain;
using DbPerService.PostgreSql;
using Npgsql;

namespace DbPerService.Orders;

/// <summary>The copies of currencies in memory: every order needs its currency, and they hardly ever change.</summary>
sealed partial class Currencies(NpgsqlDataSource database, TimeProvider time, ILogger<Currencies> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    volatile CurrencyTable _current = CurrencyTable.Empty;

    /// <summary>At most ten seconds old while the database is available.</summary>
    public CurrencyTable Current => _current;

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var copies = await database.QueryAsync(
            CopySql.Currencies, row => (Code: row.GetString(0), Decimals: row.IsDBNull(1) ? (int?)null : row.GetInt32(1)),
            cancellationToken);
        _current = new(copies.ToDictionary(copy => copy.Code, copy => copy.Decimals));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new PeriodicWork(Interval, time)
        .RunAsync(RefreshAsync, failure => LogFailed(logger, failure.Message), stoppingToken);

    [LoggerMessage(1, LogLevel.Warning, "The currencies cannot be refreshed at the moment: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
