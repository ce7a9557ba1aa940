using DbPerService.Sessions;
using DbPerService.Sessions.Api;

if (args is ["migrate"])
{
    return await SessionsDatabase.MigrateAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSessions();
builder.AddSessionsDatabase();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapSessions();
await app.RunAsync();
return 0;
