using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("orderhistory", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging(SystemMap.OrderHistory, SystemMap.Services);
builder.AddPostgresMessaging("orderhistory");

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints();
await app.RunAsync();
return 0;
