using System.Diagnostics;
using System.Globalization;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql.Provisioning;
using DbPerService.Relay;
using DbPerService.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

// How fast one relay drains a backlog of events, each committed in its own transaction: from the log, as after a stop of the relay,
// and from the table, as after the loss of the slot.
if (args is not [] and not [_] || (args is [var text] && (!int.TryParse(text, CultureInfo.InvariantCulture, out var number) || number < 1)))
{
    Console.Error.WriteLine("usage: Relay [EVENTS (100000)]");
    return 2;
}

var events = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 100_000;
await using var postgres = await EngineProcess.PostgresAsync();
await using var kafka = await EngineProcess.KafkaAsync(Sample.Topic, "bench.dead-letter");
var settings = Sample.Settings(postgres, kafka);
var logins = ServiceLogins.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), "bench", PostgresMessaging.Schema);
await DatabaseProvisioner.ProvisionAsync(logins, NullLogger.Instance, CancellationToken.None);
await Migrator.MigrateAsync(logins, typeof(Sample).Assembly, NullLogger.Instance, CancellationToken.None);

await DrainAsync(0); // Creates the slot.
await Sample.CommitAsync(logins.Runtime.Connection.ConnectionString, events);
Report("from the log", await DrainAsync(events));

await Sample.DropSlotAsync(logins.Admin!.Connection.ConnectionString);
await Sample.CommitAsync(logins.Runtime.Connection.ConnectionString, events);
Report("from the table after the loss of the slot", await DrainAsync(events));
return 0;

async Task<TimeSpan> DrainAsync(int expected)
{
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Configuration.AddInMemoryCollection(settings);
    builder.AddMessaging(new ServiceDeclaration("bench") { Publishes = [new(Sample.Topic)] });
    builder.AddPostgresMessaging("bench");
    using var host = builder.Build();
    var status = host.Services.GetRequiredService<RelayStatus>();
    await host.StartAsync();
    await Eventually.IsTrue(() => Task.FromResult(status.State == RelayState.Active), CancellationToken.None);
    var started = Stopwatch.GetTimestamp();
    await Eventually.IsTrue(() => Task.FromResult(status.PublishedCount >= expected), CancellationToken.None, TimeSpan.FromMinutes(5));
    var elapsed = Stopwatch.GetElapsedTime(started);
    await host.StopAsync();
    return elapsed;
}

void Report(string how, TimeSpan elapsed) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{events:N0} events {how}: {elapsed.TotalSeconds:F2} s, {events / elapsed.TotalSeconds:N0} events/s"));
