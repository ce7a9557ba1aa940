using DbPerService.Contracts;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
foreach (var service in SystemMap.Gateway.Calls)
{
    builder.AddServiceClient(SystemMap.Gateway.Name, service);
}

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
