using System.Globalization;
using DbPerService.Benchmarks.SearchIndex;

// What indexing a catalogue takes, and how fast it is searched over HTTP: Search's store and endpoints on a PostgreSQL server of their own.
//   SearchIndex [products (100000)] [searches of each kind (1000)]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] numbers = [100_000, 1000];
for (var i = 0; i < args.Length; i++)
{
    if (i == numbers.Length || !int.TryParse(args[i], CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] < 1)
    {
        Console.Error.WriteLine("usage: SearchIndex [PRODUCTS (100000)] [SEARCHES (1000)]");
        return 2;
    }
}

var products = new Catalogue(seed: 1).Products(numbers[0]).ToList();
await using var search = await SearchUnderTest.StartAsync();
var cpu = StolenTime.Read();
Console.WriteLine($"indexed {numbers[0]:N0} products from events: {await search.IndexAsync(products):N0}/s");
Console.WriteLine($"rebuilt the index beside the live one: {await search.RebuildAsync():N0}/s");
Console.WriteLine();
Console.WriteLine("| searched for | p50 | p95 | p99 | max |");
Console.WriteLine("|---|---:|---:|---:|---:|");
var all = new List<double>();
foreach (var (kind, text) in Searches.Kinds)
{
    var times = await search.MeasureAsync([.. Enumerable.Range(0, numbers[1]).Select(i => text(products[i * 7919 % products.Count], new Random(i)))]);
    all.AddRange(times);
    Console.WriteLine(Row(kind, times));
}

Console.WriteLine(Row("all", all));
Console.WriteLine();
Console.WriteLine($"stolen CPU: {100 * StolenTime.Read().ShareSince(cpu):N1} %");
return 0;

static string Row(string kind, List<double> times)
{
    times.Sort();
    double At(double quantile) => times[(int)Math.Min(times.Count - 1, quantile * times.Count)];
    return $"| {kind} | {At(0.5):N1} ms | {At(0.95):N1} ms | {At(0.99):N1} ms | {times[^1]:N1} ms |";
}
