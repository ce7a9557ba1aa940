using DbPerService.Products.Api;
using DbPerService.Products.Data;

namespace DbPerService.Products;

static class ProductsSetup
{
    public static void AddProducts(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddScoped<ProductStore>().AddScoped<ProductCopySource>();
    }
}
