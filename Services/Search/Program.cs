using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("search", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging(SystemMap.Search, SystemMap.Services);
builder.AddPostgresMessaging("search");

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints();
await app.RunAsync();
return 0;
