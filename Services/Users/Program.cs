using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("users", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging(SystemMap.Users, SystemMap.Services);
builder.AddPostgresMessaging("users");

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints();
await app.RunAsync();
return 0;
