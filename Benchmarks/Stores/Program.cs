using System.Globalization;
using DbPerService.Benchmarks.Stores;

// Orders per second that Inventory's stores reserve, side by side: each store on its own server, configured as a system of record.
//   Stores [seconds per cell, default 5]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var duration = TimeSpan.FromSeconds(args is [var seconds] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 5);

await using var postgres = await StoreUnderTest.PostgresAsync();
await using var redis = await StoreUnderTest.RedisAsync();
var results = new List<Result>();
Way[] ways =
    [new("one by one", 1, 1), new("16 concurrent", 1, 16), new("64 concurrent", 1, 64), new("batches of 500", 500, 1)];
foreach (var way in ways)
{
    foreach (var store in new[] { postgres, redis })
    {
        results.Add(await Measurement.RunAsync(store, way, duration));
        Console.Error.WriteLine(results[^1]);
    }
}

return Report.Print(results);
