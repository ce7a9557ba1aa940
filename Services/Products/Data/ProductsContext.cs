using DbPerService.Messaging.EntityFrameworkCore;
using DbPerService.Products.Domain;
using Microsoft.EntityFrameworkCore;

namespace DbPerService.Products.Data;

/// <summary>The products and the outbox. The tables are made by the scripts in Migrations, as in every service.</summary>
sealed class ProductsContext(DbContextOptions<ProductsContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseOutbox().Entity<Product>(product =>
    {
        product.ToTable("products");
        product.HasKey(p => p.Id);
        product.Property(p => p.Id).HasColumnName("id");
        product.Property(p => p.Version).HasColumnName("version").IsConcurrencyToken();
        product.ComplexProperty(p => p.Details, details =>
        {
            details.Property(d => d.Name).HasColumnName("name");
            details.Property(d => d.Category).HasColumnName("category");
            details.Property(d => d.UnitPrice).HasColumnName("unit_price");
            details.Property(d => d.Currency).HasColumnName("currency");
            details.Property(d => d.Discontinued).HasColumnName("discontinued");
        });
    });
}
