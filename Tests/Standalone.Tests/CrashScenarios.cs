using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>Everything is killed while orders are placed; afterwards every invariant holds, by the replay's exit status.</summary>
public abstract class CrashScenarios(StandaloneSystem system)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("--crash")]
    [InlineData("--crash-kafka")]
    public async Task Every_invariant_holds_after_kills_at_random_moments(string crash)
    {
        var (status, said) = await ProgramRun.ToEndAsync(
            "Replay", Patience, "run", "--system", system.SystemFile, "--folder", Path.Combine(Repository.Root, "samples", "shop"),
            "--times", "20", "--rate", "60", "--stock", "20", crash);

        Assert.True(status == 0, said);
        Assert.Contains("kill", said, StringComparison.OrdinalIgnoreCase);
    }
}
