using DbPerService.Contracts;
using DbPerService.Inventory;
using DbPerService.Inventory.Api;
using DbPerService.Inventory.Events;

if (args is ["migrate"])
{
    return await InventoryDatabase.MigrateAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInventory();
builder.AddMessaging(SystemMap.Inventory, SystemMap.Services).HandlesOrders();
builder.AddInventoryDatabase();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints().MapReconciliation();
app.MapStock();
app.MapReservations();
await app.RunAsync();
return 0;
