using DbPerService.Contracts;
using DbPerService.Users;
using DbPerService.Users.Api;
using DbPerService.Users.Data;

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
app.MapCopySource<UserCopySource>(Topics.Users).RequireService();
await app.RunAsync();
return 0;
