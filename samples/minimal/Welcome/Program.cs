using DbPerService.Messaging.PostgreSql;
using Minimal.Events;
using Minimal.Welcome;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

if (args is ["migrate"])
{
    return await PostgresMessaging.MigrateAsync("welcome", typeof(WriteLetter).Assembly);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddMessaging(new("welcome") { Subscribes = [AccountOpened.Topic] }).Handle<AccountOpened, WriteLetter>();
builder.AddPostgresMessaging("welcome");

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapGet("/letters/{accountId:guid}", async (Guid accountId, NpgsqlDataSource database, CancellationToken cancellationToken) =>
{
    await using var command = database.CreateCommand("SELECT text FROM letters WHERE account_id = $1");
    command.Parameters.Add(Parameter(accountId));
    return await command.ExecuteScalarAsync(cancellationToken) is string text ? Results.Ok(text) : Results.NotFound();
});
await app.RunAsync();
return 0;
