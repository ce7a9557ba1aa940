using DbPerService.Consistency;
using Microsoft.EntityFrameworkCore;

namespace DbPerService.Products.Data;

/// <summary>The products as other services copy them: the fields of ProductChanged.</summary>
sealed class ProductCopySource(ProductsContext context) : ICopySource
{
    public async Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        var (after, to) = range;
        var products = await context.Products.AsNoTracking()
            .Where(product => string.Compare(product.Id, after) > 0 && (to == null || string.Compare(product.Id, to) <= 0))
            .OrderBy(product => product.Id).Take(limit).ToListAsync(cancellationToken);
        return products.ConvertAll(product => CopyItem.Of(
            product.Id, product.Version,
            ("name", product.Details.Name), ("category", product.Details.Category), ("unitPrice", CopyItem.Text(product.Details.UnitPrice)),
            ("currency", product.Details.Currency), ("discontinued", CopyItem.Text(product.Details.Discontinued))));
    }
}
