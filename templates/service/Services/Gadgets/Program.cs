using DbPerService.Contracts;
using DbPerService.Gadgets;
using DbPerService.Gadgets.Api;
using DbPerService.Gadgets.Events;
using DbPerService.Messaging.PostgreSql;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("gadgets", typeof(GadgetsSetup).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGadgets();
builder.AddMessaging(SystemMap.Gadgets, SystemMap.Services).HandlesOrders();
builder.AddPostgresMessaging("gadgets");

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints();
app.MapGadgets();
await app.RunAsync();
return 0;
