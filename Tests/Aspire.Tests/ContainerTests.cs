using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using DbPerService.AppHost;
using DbPerService.Testing;
using MongoDB.Driver;
using Npgsql;
using StackExchange.Redis;

namespace DbPerService.Tests.Hosting;

/// <summary>What only containers can show. Uses local images only: none is pulled for a test.</summary>
public sealed class ContainerTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Services => [.. Model.Owners];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_database_keeps_its_data_and_logins_when_its_container_is_replaced(string service)
    {
        await using var builder = await Model.CreateAsync("containers");
        var server = (ContainerResource)Model.DatabaseOf(builder.Resources, service);
        var migrate = builder.Resources.Single(resource => resource.Name == $"{service}-migrate");
        var runtime = await RuntimeWithImageOfAsync(server, builder);
        foreach (var other in builder.Resources.Where(r => r is not ParameterResource && r != server && r != migrate).ToList())
        {
            builder.Resources.Remove(other);
        }

        var volume = GiveVolumeOfItsOwn(server);
        try
        {
            await using var app = await builder.BuildAsync(Cancelled);
            await app.StartAsync(Cancelled).WaitAsync(Patience, Cancelled);
            await app.ResourceNotifications.WaitForResourceAsync(migrate.Name, KnownResourceStates.Finished, Cancelled)
                .WaitAsync(Patience, Cancelled);

            await app.ResourceCommands.ExecuteCommandAsync(server, KnownResourceCommands.StopCommand, Cancelled);
            await app.ResourceNotifications.WaitForResourceAsync(server.Name, KnownResourceStates.TerminalStates, Cancelled)
                .WaitAsync(Patience, Cancelled);
            await app.ResourceCommands.ExecuteCommandAsync(server, KnownResourceCommands.StartCommand, Cancelled);
            await app.ResourceNotifications.WaitForResourceHealthyAsync(server.Name, Cancelled).WaitAsync(Patience, Cancelled);

            // Created by the job before: another volume, or one in the wrong place, would have neither login nor database.
            var environment = await Model.EnvironmentAsync(app.Services, migrate, DistributedApplicationOperation.Run);
            await WorkAsync(environment[$"ConnectionStrings__{service}"]);
        }
        finally
        {
            // Containers end a moment after the program that started them.
            await Eventually.IsTrue(async () => await RunAsync(runtime, "volume", "rm", volume) == 0, CancellationToken.None);
        }
    }

    static async Task<string> RuntimeWithImageOfAsync(ContainerResource server, IDistributedApplicationTestingBuilder builder)
    {
        var runtime = ContainerRuntime.FindAnswering(builder.Configuration);
        Assert.SkipWhen(runtime is null, $"Not run on {server.Name} in a container: no container runtime answers.");
        Assert.True(server.TryGetContainerImageName(out var image));
        var isThere = await RunAsync(runtime, "image", "inspect", image) == 0;
        Assert.SkipUnless(isThere, $"Not run on {server.Name} in a container: {runtime} has no {image}; pull it first.");
        return runtime;
    }

    // The usual one may contain somebody's data.
    static string GiveVolumeOfItsOwn(ContainerResource server)
    {
        var usual = server.Annotations.OfType<ContainerMountAnnotation>().Single();
        var volume = $"dbperservice-test-{Guid.NewGuid():N}";
        server.Annotations.Remove(usual);
        server.Annotations.Add(new ContainerMountAnnotation(volume, usual.Target, usual.Type, usual.IsReadOnly));
        return volume;
    }

    static async Task WorkAsync(string connectionString)
    {
        if (connectionString.StartsWith("mongodb:", StringComparison.Ordinal))
        {
            using var mongo = new MongoClient(connectionString);
            var database = mongo.GetDatabase(MongoUrl.Create(connectionString).DatabaseName);
            Assert.NotEmpty(await (await database.ListCollectionNamesAsync(cancellationToken: Cancelled)).ToListAsync(Cancelled));
        }
        else if (connectionString.StartsWith("Host=", StringComparison.Ordinal))
        {
            await using var postgres = NpgsqlDataSource.Create(connectionString);
            await using var command = postgres.CreateCommand("SELECT count(*) FROM messaging.outbox");
            Assert.Equal(0L, await command.ExecuteScalarAsync(Cancelled));
        }
        else
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
            await redis.GetDatabase().PingAsync();
        }
    }

    static async Task<int> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
