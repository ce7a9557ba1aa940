using System.Net.Http.Json;
using DbPerService.Messaging.PostgreSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Read-your-writes over two services with a broker between them.</summary>
public sealed class SyncTokenTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_read_with_the_token_of_a_write_sees_it_in_another_service()
    {
        const int Pairs = 200;
        await using var owner = await engines.NewServiceAsync();
        await using var copy = await engines.NewDatabaseAsync();
        await using var writer = await StartAsync(owner, builder => builder.AddMessaging(owner.Publisher));
        // Two instances, so that a read often asks the one that has not applied the event.
        await using var first = await StartAsync(copy, Subscribe);
        await using var second = await StartAsync(copy, Subscribe);
        using var client = new HttpClient();
        var statuses = new List<string>();
        var seen = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, Pairs), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancelled }, async (i, cancelled) =>
        {
            using var written = await client.PostAsync(writer.Urls.Single() + $"/pings/key{i}", null, cancelled);
            using var request = new HttpRequestMessage(
                HttpMethod.Get, (i % 2 == 0 ? first : second).Urls.Single() + $"/applied/key{i}");
            request.Headers.Add("Sync-Token", written.Headers.GetValues("Sync-Token").Single());
            request.Headers.Add("Prefer", "wait=10");
            using var read = await client.SendAsync(request, cancelled);
            lock (statuses)
            {
                statuses.Add(read.Headers.GetValues("Sync-Status").Single());
            }

            Interlocked.Add(ref seen, await read.Content.ReadFromJsonAsync<int>(cancelled));
        });

        Assert.Equal([.. Enumerable.Repeat("applied", Pairs)], statuses);
        Assert.Equal(Pairs, seen);

        void Subscribe(IHostApplicationBuilder builder) =>
            builder.AddMessaging(TestService.Subscriber(copy.Name)).Handle<Ping, RecordPing>();
    }

    static async Task<WebApplication> StartAsync(TestService service, Action<IHostApplicationBuilder> addMessaging)
    {
        var builder = WebApplication.CreateBuilder([$"--Callers:Key={new string('k', 40)}", "--urls=http://127.0.0.1:0"]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        service.Configure(builder);
        builder.Services.AddSingleton(service.Behaviour);
        addMessaging(builder);
        builder.AddPostgresMessaging(service.Name);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapPost("/pings/{key}", async (string key, PostgresUnitOfWork unit) =>
        {
            unit.Append(new Ping(key, 1));
            await unit.CommitAsync(Cancelled);
            return Results.Accepted();
        });
        app.MapGet("/applied/{key}", async (string key, NpgsqlDataSource database) =>
        {
            await using var command = database.CreateCommand("SELECT count(*)::integer FROM applied WHERE key = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = key });
            return (int)(await command.ExecuteScalarAsync(Cancelled))!;
        });
        await app.StartAsync(Cancelled);
        return app;
    }
}
