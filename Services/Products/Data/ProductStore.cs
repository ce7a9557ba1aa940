using DbPerService.Products.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DbPerService.Products.Data;

/// <summary>The products. A save stores the changes and the events that they raised in one transaction.</summary>
sealed class ProductStore(ProductsContext context)
{
    /// <returns>False if the id is taken.</returns>
    public async Task<bool> TryAddAsync(Product product, CancellationToken cancellationToken)
    {
        context.Add(product);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (
            exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "products_pkey" })
        {
            return false;
        }
    }

    public Task<Product?> FindAsync(string id, CancellationToken cancellationToken) =>
        context.Products.AsNoTracking().SingleOrDefaultAsync(product => product.Id == id, cancellationToken);

    /// <summary>Loads a product to change it and save it with <see cref="TrySaveAsync"/>.</summary>
    public Task<Product?> LoadAsync(string id, CancellationToken cancellationToken) =>
        context.Products.SingleOrDefaultAsync(product => product.Id == id, cancellationToken);

    /// <returns>False if a product was changed by somebody else since it was loaded.</returns>
    public async Task<bool> TrySaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    public Task<List<Product>> ListAsync(string? category, string after, int limit, CancellationToken cancellationToken)
    {
        var products = context.Products.AsNoTracking();
        if (category is not null)
        {
            products = products.Where(product => product.Details.Category == category);
        }

        return products.Where(product => string.Compare(product.Id, after) > 0)
            .OrderBy(product => product.Id).Take(limit).ToListAsync(cancellationToken);
    }
}
