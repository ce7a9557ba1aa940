using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("referencedata", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging(SystemMap.ReferenceData, SystemMap.Services);
builder.AddPostgresMessaging("referencedata");

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints();
await app.RunAsync();
return 0;
