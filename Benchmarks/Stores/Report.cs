namespace DbPerService.Benchmarks.Stores;

static class Report
{
    const double Promised = 5;

    /// <summary>Prints the table, and whether Redis keeps its promise: so many times the orders that PostgreSQL reserves one by one.</summary>
    /// <returns>The process's exit status.</returns>
    public static int Print(List<Result> results)
    {
        var oneByOne = Rate("postgres", results[0].Way);
        Console.WriteLine("| orders come | PostgreSQL, orders/s | Redis, orders/s | Redis / PostgreSQL | Redis / PostgreSQL one by one |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var way in results.Select(result => result.Way).Distinct())
        {
            var (postgres, redis) = (Rate("postgres", way), Rate("redis", way));
            Console.WriteLine($"| {way.Name} | {postgres:N0} | {redis:N0} | {redis / postgres:N1} | {redis / oneByOne:N1} |");
        }

        var best = results.Where(result => result.Store == "redis").Max(result => result.Rate) / oneByOne;
        Console.WriteLine();
        Console.WriteLine($"Redis reserves up to {best:N1} times the orders that PostgreSQL reserves one by one; promised are {Promised:N0}.");
        return best >= Promised ? 0 : 1;

        double Rate(string store, Way way) => results.Single(result => result.Store == store && result.Way == way).Rate;
    }
}
