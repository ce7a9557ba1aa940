using System.Globalization;
using System.Text;
using DbPerService.Consistency;
using DbPerService.Messaging;
using DbPerService.Search.Data;
using DbPerService.Search.Domain;

namespace DbPerService.Search;

/// <summary>The documents of the live generation, as reconciliation sees them.</summary>
sealed class ReconciledProducts(IIndexGenerations generations, ISearchIndex index, IUnitOfWork unit) : ICopy
{
    public IReadOnlyList<string> Fields { get; } = ["name", "category", "unitPrice", "currency", "discontinued"];

    public async Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        var documents = await generations.ReadAsync(range.After, limit, cancellationToken);
        return [.. documents.TakeWhile(document => range.To is null || Compare(document.ProductId, range.To) <= 0).Select(ToItem)];
    }

    public async Task<int> RepairAsync(IReadOnlyList<CopyRepair> repairs, CancellationToken cancellationToken)
    {
        await index.ReplaceAsync(
            [.. repairs.Where(repair => repair.FoundVersion is not null).Select(repair => (repair.Key, repair.FoundVersion!.Value))],
            [.. repairs.Select(repair => repair.Owned).OfType<CopyItem>().Select(ToDocument)], cancellationToken);
        await unit.CommitAsync(cancellationToken);
        return repairs.Count;
    }

    static CopyItem ToItem(ProductDocument document) => CopyItem.Of(
        document.ProductId, document.Version, ("name", document.Name), ("category", document.Category),
        ("unitPrice", CopyItem.Text(document.UnitPrice)), ("currency", document.Currency), ("discontinued", CopyItem.Text(document.Discontinued)));

    static ProductDocument ToDocument(CopyItem item) => new(
        item.Key, item.Version, item.Content["name"]!, item.Content["category"]!,
        decimal.Parse(item.Content["unitPrice"]!, CultureInfo.InvariantCulture), item.Content["currency"]!,
        item.Content["discontinued"] == CopyItem.Text(true));

    static int Compare(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
