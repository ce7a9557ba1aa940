using DbPerService.Contracts;
using DbPerService.PostgreSql;

if (args is ["migrate"])
{
    return await PostgresDatabase.MigrateAsync("sessions", typeof(Program).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddServiceClient(SystemMap.Sessions.Name, "users");
builder.AddServiceClient(SystemMap.Sessions.Name, "orders");
builder.AddPostgres("sessions");

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
return 0;
