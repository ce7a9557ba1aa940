using System.Text.RegularExpressions;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>A short run of chaos from the command line: a cut link, two kills and a reset. Long ones are for machines with time to spare.</summary>
public sealed class ChaosTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_plan_is_printed_and_executed_and_every_invariant_holds()
    {
        var said = await RunAsync([.. EveryService.OfTheSaga, .. EveryService.OnPostgres]);

        // Which links and instances are drawn depends on the services there are.
        var cut = Planned("Cut").Match(said).Groups["target"];
        var killed = Planned("Kill").Match(said).Groups["target"];
        Assert.Contains($"Cut {cut}: over", said, StringComparison.Ordinal);
        Assert.Contains($"Kill {killed}: process", said, StringComparison.Ordinal);
        Assert.Matches(@"inbox of inventory: \d+ events of orders", said);
        Assert.Matches(@"inbox of payments: \d+ events of orders", said);
    }

    static Regex Planned(string fault) => new($@"{fault} {{2,}}(?<target>\S+)");

    /// <returns>All that was printed by a run that ended with every invariant held.</returns>
    internal static async Task<string> RunAsync(string[] databases)
    {
        var state = Directory.CreateTempSubdirectory("dbperservice-chaos-").FullName;
        try
        {
            var (status, said) = await ProgramRun.ToEndAsync(
                "Standalone", Patience,
                [
                    "--state", state, "--no-dashboard", .. databases, "--replay", Path.Combine(Repository.Root, "samples", "shop"), "--exit",
                    "--chaos", "2", "--chaos-duration", "28", "--rate", "10",
                ]);

            Assert.True(status == 0, said);
            return said;
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }
}
