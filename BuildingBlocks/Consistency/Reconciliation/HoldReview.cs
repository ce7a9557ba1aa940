using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DbPerService.Consistency;

/// <summary>Finds holds whose reason is gone and releases them.</summary>
sealed partial class HoldReview(
    IServiceScopeFactory scopes, IDatabaseClock clock, ReconciliationOptions options, TimeProvider time, ILogger<HoldReview> logger)
{
    public const int BatchSize = 500;

    /// <exception cref="Exception">The other service or the database is unavailable; what was released until then stays released.</exception>
    public async Task<ReconciliationRun> RunAsync(
        Func<IServiceProvider, IHolds> holds, Func<IReadOnlyList<Guid>, CancellationToken, Task<HoldAnswer>> ask,
        CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var before = (clock.UtcNow - options.HoldsOlderThan).UtcDateTime;
        var found = new Dictionary<string, int>();
        var (compared, released) = (0L, 0);
        IReadOnlyList<Guid> page;
        var after = Guid.Empty;
        do
        {
            page = await WithAsync(holds, store => store.ListAsync(before, after, BatchSize, cancellationToken));
            if (page.Count > 0)
            {
                after = page[^1];
                compared += page.Count;
                foreach (var (id, reason) in Forgotten(page, await ask(page, cancellationToken)))
                {
                    if (await WithAsync(holds, store => store.ReleaseAsync(id, cancellationToken)))
                    {
                        LogReleased(logger, id, reason);
                        found[reason] = found.GetValueOrDefault(reason) + 1;
                        released++;
                    }
                }
            }
        }
        while (page.Count == BatchSize);

        return new ReconciliationRun(startedAt, time.GetUtcNow(), compared, found, released, 0);
    }

    static IEnumerable<(Guid Id, string Reason)> Forgotten(IReadOnlyList<Guid> asked, HoldAnswer answer)
    {
        // An answer to another question would let holds be released that are needed.
        if (answer.Asked != asked.Count)
        {
            throw new InvalidDataException($"Asked for {asked.Count}, answered for {answer.Asked}.");
        }

        var known = answer.Items.ToDictionary(item => item.Id, item => item.IsOver);
        foreach (var id in asked)
        {
            if (!known.TryGetValue(id, out var isOver))
            {
                yield return (id, "unknown");
            }
            else if (isOver)
            {
                yield return (id, "cancelled");
            }
        }
    }

    async Task<T> WithAsync<T>(Func<IServiceProvider, IHolds> holds, Func<IHolds, Task<T>> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await use(holds(scope.ServiceProvider));
    }

    [LoggerMessage(1, LogLevel.Warning, "The hold for {Id} is released: what it was for is {Reason}.")]
    static partial void LogReleased(ILogger logger, Guid id, string reason);
}

/// <summary>The endpoint of the service that holds are for.</summary>
sealed class HoldOwner(HttpClient client, string path)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public async Task<HoldAnswer> AskAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            using var response = await client.PostAsJsonAsync(path, new HoldQuestion(ids), CopyJson.Default.HoldQuestion, deadline.Token);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync(CopyJson.Default.HoldAnswer, deadline.Token)
                ?? throw new InvalidDataException("The answer is null.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {Deadline.TotalSeconds:0} s.");
        }
    }
}
