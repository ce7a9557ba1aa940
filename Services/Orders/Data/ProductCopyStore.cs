using DbPerService.Messaging.PostgreSql;
using DbPerService.Orders.Domain;
using DbPerService.PostgreSql;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Orders.Data;

sealed class ProductCopyStore(PostgresUnitOfWork unit, NpgsqlDataSource database) : ICopyStore<ProductCopy>
{
    public void Save(IEnumerable<ProductCopy> copies)
    {
        var products = copies.Newest(product => product.ProductId, product => product.Version);
        unit.Defer(
            CopySql.SaveProducts,
            Column(products, product => product.ProductId, NpgsqlDbType.Text), Column(products, product => product.Name, NpgsqlDbType.Text),
            Column(products, product => product.Category, NpgsqlDbType.Text),
            Column(products, product => product.UnitPrice, NpgsqlDbType.Numeric),
            Column(products, product => product.Currency, NpgsqlDbType.Text),
            Column(products, product => product.Discontinued, NpgsqlDbType.Boolean),
            Column(products, product => product.Version, NpgsqlDbType.Bigint));
    }

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => database.IsEmptyAsync(CopySql.AnyProduct, cancellationToken);

    public Task<List<ProductCopy>> FindAsync(IEnumerable<string> productIds, CancellationToken cancellationToken) => database.QueryAsync(
        CopySql.Products,
        row => new ProductCopy(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetDecimal(3), row.GetString(4), row.GetBoolean(5), row.GetInt64(6)),
        cancellationToken,
        Parameter(productIds.ToArray()));
}
