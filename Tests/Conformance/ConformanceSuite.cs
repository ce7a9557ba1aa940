using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>
/// Shared by the suites. Each test has its own database, which it uses through services that are wired as in the service itself, but not
/// started: no relay runs during the test.
/// </summary>
public abstract class ConformanceSuite : IAsyncLifetime
{
    /// <summary>Creates an empty database; skips the test, with the implementation's name, if its server is not available.</summary>
    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>An instance of the service. Every call returns another one, on the same database.</summary>
    protected abstract IServiceProvider NewInstance();

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Reads a number of unconfirmed events and confirms them.</summary>
    protected static async Task<List<OutboxMessage>> TakeAsync(IOutboxSource source, int count)
    {
        await using var reader = await RunningReader.OpenAsync(source);
        var events = await reader.TakeAsync(count);
        reader.Confirm(count);
        await ConfirmationIsKeptAsync(source);
        return events;
    }

    protected static Task ConfirmationIsKeptAsync(IOutboxSource source) =>
        Testing.Eventually.IsTrue(async () => (await source.ProgressAsync(Cancelled)).OldestPending is null, Cancelled);

    /// <summary>Runs a unit of work as the consumer does: repeatedly after transient failures.</summary>
    protected static async Task UnitAsync<TStore>(IServiceProvider instance, Func<TStore, Task> work) where TStore : notnull
    {
        const int MostTries = 100;
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = instance.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            try
            {
                await work(scope.ServiceProvider.GetRequiredService<TStore>());
                await unit.CommitAsync(Cancelled);
                return;
            }
            catch (Exception exception) when (exception is not PermanentFailureException && attempt < MostTries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(10)), Cancelled);
            }
        }
    }

    /// <summary>Reads from a store in a scope of its own, as an endpoint does.</summary>
    protected static async Task<T> ReadAsync<TStore, T>(IServiceProvider instance, Func<TStore, Task<T>> read) where TStore : notnull
    {
        await using var scope = instance.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<TStore>());
    }
}
