using DbPerService.ReferenceData.Data;
using DbPerService.ReferenceData.Domain;

namespace DbPerService.ReferenceData;

/// <summary>Brings the stored lists to the state of those that the program brings along, before it answers its first request.</summary>
sealed partial class ListUpdate(IServiceScopeFactory scopes, ILogger<ListUpdate> logger)
{
    const int BatchSize = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RunAsync(EntryTables.Countries, EntryLists.Countries(), cancellationToken);
        await RunAsync(EntryTables.Currencies, EntryLists.Currencies(), cancellationToken);
    }

    public async Task RunAsync<TEntry>(EntryTable<TEntry> table, IReadOnlyList<TEntry> listed, CancellationToken cancellationToken)
        where TEntry : class, IEntry<TEntry>
    {
        var (all, stored) = (0, 0);
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            stored = await scope.ServiceProvider.GetRequiredService<EntryStore>().UpdateAsync(table, listed, BatchSize, cancellationToken);
            all += stored;
        }
        while (stored == BatchSize);
        if (all > 0)
        {
            LogStored(logger, all, table.Name);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} {List} are new or have changed")]
    private static partial void LogStored(ILogger logger, int count, string list);
}
