using DbPerService.Messaging.PostgreSql;
using DbPerService.Orders.Domain;
using DbPerService.PostgreSql;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.Orders.Data;

sealed class CurrencyCopyStore(PostgresUnitOfWork unit, NpgsqlDataSource database) : ICopyStore<CurrencyCopy>
{
    public void Save(IEnumerable<CurrencyCopy> copies)
    {
        var currencies = copies.Newest(currency => currency.Code, currency => currency.Version);
        unit.Defer(
            CopySql.SaveCurrencies,
            Column(currencies, currency => currency.Code, NpgsqlDbType.Text),
            Column(currencies, currency => currency.MinorUnits, NpgsqlDbType.Integer),
            Column(currencies, currency => currency.Version, NpgsqlDbType.Bigint));
    }

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => database.IsEmptyAsync(CopySql.AnyCurrency, cancellationToken);
}
