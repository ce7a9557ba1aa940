using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Products;
using DbPerService.Products.Api;
using DbPerService.Products.Data;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("products", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddProducts();
builder.AddMessaging(SystemMap.Products, SystemMap.Services);
builder.AddEntityFrameworkMessaging<ProductsContext>("products");

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints();
app.MapProducts();
app.MapCopySource<ProductCopySource>(Topics.Products).RequireService();
await app.RunAsync();
return 0;
