using DbPerService.Gateway;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Limits;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGateway();

var app = builder.Build();
app.MapDefaultEndpoints();
app.UseLimits();
app.MapRoutes();
await app.RunAsync();
