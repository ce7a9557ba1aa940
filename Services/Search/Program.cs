using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;
using DbPerService.Search;
using DbPerService.Search.Api;
using DbPerService.Search.Events;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("search", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSearch();
builder.AddMessaging(SystemMap.Search, SystemMap.Services).HandlesProducts();
builder.AddPostgresMessaging("search");

var app = builder.Build();
app.MapDefaultEndpoints();
var management = app.MapManagementGroup();
management.MapMessagingEndpoints();
management.MapReconciliation();
management.MapIndex();
app.MapSearch();
await app.RunAsync();
return 0;
