namespace DbPerService.Benchmarks.Stores;

static class Report
{
    const double Promised = 5;

    /// <summary>Prints the table, and whether Redis reaches the expected ratio with one unit of work per order.</summary>
    /// <returns>The process's exit status.</returns>
    public static int Print(List<Result> results)
    {
        Console.WriteLine("| orders come | PostgreSQL, orders/s | Redis, orders/s | Redis / PostgreSQL |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach (var way in results.Select(result => result.Way).Distinct())
        {
            var (postgres, redis) = (Best("postgres", way.Equals), Best("redis", way.Equals));
            Console.WriteLine($"| {way.Name} | {postgres:N0} | {redis:N0} | {redis / postgres:N1} |");
        }

        var ratio = Best("redis", way => way.BatchSize == 1) / Best("postgres", way => way.BatchSize == 1);
        Console.WriteLine();
        Console.WriteLine($"One unit of work per order: Redis reserves {ratio:N1} times as many as PostgreSQL; expected {Promised:N0}.");
        return ratio >= Promised ? 0 : 1;

        double Best(string store, Func<Way, bool> of) =>
            results.Where(result => result.Store == store && of(result.Way)).Max(result => result.Rate);
    }
}
