using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Api;

/// <summary>Joins entries with the names of their users and products, all within the service's own database.</summary>
sealed class HistoryReader(IHistoryStore store)
{
    public async Task<List<HistoryResponse>> JoinAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var keys = entries.SelectMany(entry => KeysOf(entry.Placed!)).ToHashSet();
        var subjects = await store.SubjectsAsync(keys, cancellationToken);
        return [.. entries.Select(entry => HistoryResponse.From(entry, subjects))];
    }

    static IEnumerable<SubjectKey> KeysOf(Placement placed) =>
        placed.Lines.Select(line => new SubjectKey(SubjectKind.Product, line.ProductId)).Prepend(new(SubjectKind.User, placed.UserId));
}
