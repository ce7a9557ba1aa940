using DbPerService.Contracts;
using DbPerService.Messaging.PostgreSql;
using DbPerService.ReferenceData;
using DbPerService.ReferenceData.Api;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("referencedata", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging(SystemMap.ReferenceData, SystemMap.Services);
builder.AddPostgresMessaging("referencedata");
builder.AddReferenceData();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints();
app.MapReferenceData();
await app.RunAsync();
return 0;
