using DbPerService.Contracts;
using DbPerService.Users;
using DbPerService.Users.Api;

if (args is ["migrate"])
{
    return await UsersDatabase.MigrateAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddUsers();
builder.AddMessaging(SystemMap.Users, SystemMap.Services);
builder.AddUsersDatabase();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints();
app.MapUsers();
app.MapProfiles();
app.MapCredentials();
await app.RunAsync();
return 0;
