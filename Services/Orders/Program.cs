using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Orders;
using DbPerService.Orders.Api;
using DbPerService.Orders.Events;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("orders", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddOrders();
builder.AddMessaging(SystemMap.Orders, SystemMap.Services)
    .HandlesPayments().HandlesInventory().HandlesUsers().HandlesProducts().HandlesReferenceData();
builder.AddPostgresMessaging("orders");

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints().MapReconciliation().MapCopies();
app.MapOrders();
app.MapOrderStatus();
await app.RunAsync();
return 0;
