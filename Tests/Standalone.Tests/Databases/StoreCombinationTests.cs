using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone.Databases;

/// <summary>The same orders on every combination of databases that this machine can run.</summary>
public sealed class StoreCombinationTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("postgres", "postgres")]
    [InlineData("postgres", "redis")]
    [InlineData("mongodb", "postgres")]
    [InlineData("mongodb", "redis")]
    public async Task Every_invariant_holds_on_any_combination(string payments, string inventory)
    {
        Assert.SkipWhen(payments == "mongodb" && !Installed.MongoDB, "Not run with Payments on MongoDB: there is no mongod on the PATH.");
        Assert.SkipWhen(inventory == "redis" && !Installed.Redis, "Not run with Inventory on Redis: there is no redis-server on the PATH.");

        var (status, said, report) = await RunAsync($"payments={payments},inventory={inventory}");

        Assert.True(status == 0, said);
        var verdicts = report.GetProperty("invariants").EnumerateArray().ToList();
        Assert.Equal(12, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal(0, verdict.GetProperty("violations").GetInt32()));
        Assert.Equal(60, report.GetProperty("orders").GetProperty("placed").GetInt32());
    }

    static async Task<(int Status, string Said, JsonElement Report)> RunAsync(string databases)
    {
        var folder = Directory.CreateTempSubdirectory("dbperservice-combination-");
        try
        {
            var reportFile = Path.Combine(folder.FullName, "report.json");
            var (status, said) = await ProgramRun.ToEndAsync(
                "Standalone", Patience,
                [
                    "--state", Path.Combine(folder.FullName, "state"), "--no-dashboard", .. EveryService.OfTheSaga, "--database", databases,
                    "--replay", Path.Combine(Repository.Root, "samples", "shop"), "--report", reportFile, "--exit",
                ]);
            var report = File.Exists(reportFile) ? JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(reportFile)) : default;
            return (status, said, report);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
