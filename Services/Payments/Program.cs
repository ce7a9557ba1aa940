using DbPerService.Contracts;
using DbPerService.Payments;
using DbPerService.Payments.Api;
using DbPerService.Payments.Events;

if (args is ["migrate"])
{
    return await PaymentsDatabase.MigrateAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPayments();
builder.AddMessaging(SystemMap.Payments, SystemMap.Services).HandlesOrders();
builder.AddPaymentsDatabase();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapManagementGroup().MapMessagingEndpoints().MapReconciliation();
app.MapPayments();
await app.RunAsync();
return 0;
