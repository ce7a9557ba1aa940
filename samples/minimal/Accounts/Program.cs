using DbPerService.Messaging.PostgreSql;
using Minimal.Accounts;
using Minimal.Events;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("accounts", typeof(Account).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddMessaging(
    new("accounts") { Publishes = [new(AccountOpened.Topic)] }, [new("welcome") { Subscribes = [AccountOpened.Topic] }]);
builder.AddEntityFrameworkMessaging<AccountsContext>("accounts");

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapPost("/accounts", async (NewAccount request, AccountsContext context, CancellationToken cancellationToken) =>
{
    var account = Account.Open(request.Name);
    context.Add(account);
    await context.SaveChangesAsync(cancellationToken); // the row and the event, in one transaction
    return Results.Created($"/accounts/{account.Id}", new { account.Id, account.Name });
});
await app.RunAsync();
return 0;

sealed record NewAccount(string Name);
