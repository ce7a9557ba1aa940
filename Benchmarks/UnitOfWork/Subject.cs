using System.Diagnostics;
using System.Text;
using DbPerService.Messaging;
using DbPerService.Messaging.PostgreSql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Benchmarks.UnitOfWork;

/// <summary>One way to write a handler: every message becomes a row and an event.</summary>
sealed class Subject(string name, IServiceProvider services, Func<IServiceProvider, Guid, CancellationToken, Task> handle)
{
    public string Name => name;

    public static Subject OfStatements(Dictionary<string, string?> settings) => new(
        "PostgresUnitOfWork",
        Services(settings, builder => builder.AddPostgresMessaging("bench")),
        (services, id, _) =>
        {
            var unit = services.GetRequiredService<PostgresUnitOfWork>();
            unit.Defer(
                "INSERT INTO balance (id, amount) VALUES ($1, $2)", PostgresUnitOfWork.Parameter(id), PostgresUnitOfWork.Parameter(1));
            unit.Append(new Credited(id, 1));
            return Task.CompletedTask;
        });

    public static Subject OfEntities(Dictionary<string, string?> settings) => new(
        "Entity Framework Core",
        Services(settings, builder => builder.AddEntityFrameworkMessaging<BalanceContext>("bench")),
        (services, id, _) =>
        {
            var balance = new Balance { Id = id, Amount = 1 };
            balance.Events.Add(new Credited(id, 1));
            services.GetRequiredService<BalanceContext>().Add(balance);
            return Task.CompletedTask;
        });

    /// <returns>Messages a second.</returns>
    public async Task<double> MeasureAsync(int batchSize, TimeSpan duration)
    {
        var (started, messages) = (Stopwatch.GetTimestamp(), 0L);
        for (; Stopwatch.GetElapsedTime(started) < duration; messages += batchSize)
        {
            await ApplyAsync([.. Enumerable.Range(0, batchSize).Select(_ => Guid.CreateVersion7())]);
        }

        return messages / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>One batch as the consumer applies it.</summary>
    async Task ApplyAsync(Guid[] ids)
    {
        await using var scope = services.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        foreach (var id in await unit.TryAddToInboxAsync(Array.ConvertAll(ids, Message), default))
        {
            await handle(scope.ServiceProvider, id, default);
        }

        await unit.CommitAsync(default);
    }

    static ConsumedMessage Message(Guid id) => new(
        "credits", 0, 0, id.ToString(), id, "Credited", "bench", TimeProvider.System.GetUtcNow(), Encoding.UTF8.GetBytes("{}"), null, null);

    static IServiceProvider Services(Dictionary<string, string?> settings, Action<IHostApplicationBuilder> addDatabase)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddMessaging(new ServiceDeclaration("bench"));
        addDatabase(builder);
        return builder.Build().Services;
    }
}
