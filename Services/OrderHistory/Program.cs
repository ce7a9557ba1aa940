using DbPerService.Contracts;
using DbPerService.OrderHistory;
using DbPerService.OrderHistory.Api;
using DbPerService.OrderHistory.Events;

if (args is ["migrate"])
{
    return await OrderHistoryDatabase.MigrateAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddOrderHistory();
builder.AddMessaging(SystemMap.OrderHistory, SystemMap.Services).HandlesHistory();
builder.AddOrderHistoryDatabase();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints().MapView();
app.MapHistory();
await app.RunAsync();
return 0;
