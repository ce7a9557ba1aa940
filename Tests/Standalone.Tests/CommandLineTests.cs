namespace DbPerService.Tests.Standalone;

/// <summary>The programs' command lines.</summary>
public sealed class CommandLineTests
{
    const int UsageError = 2;

    static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("Standalone", "Unrecognized command or argument '--no-dashbord'", "--no-dashbord")]
    [InlineData("Standalone", "Did you mean", "--no-dashbord")]
    [InlineData("Standalone", "Required argument missing for option: '--state'", "--state")]
    [InlineData("Standalone", "--instances: there is no service order", "--instances", "order=2")]
    [InlineData("Standalone", "--instances takes NAME=1…9,…, not 'orders=10'", "--instances", "orders=10")]
    [InlineData("Standalone", "--database takes NAME=KIND,…, not 'inventory'", "--database", "inventory")]
    [InlineData("Standalone", "'nowhere'", "--replay", "nowhere")]
    [InlineData("Standalone", "--exit needs --replay FOLDER", "--exit")]
    [InlineData("Standalone", "--rate needs --replay FOLDER", "--rate", "5")]
    [InlineData("Standalone", "--rate takes a number from 0.1 to 100000, not 'fast'", "--replay", "/", "--rate", "fast")]
    [InlineData("Standalone", "--settle needs --chaos SEED", "--replay", "/", "--settle", "5")]
    [InlineData("Engines", "Required command was not provided")]
    [InlineData("Engines", "'oracle'", "oracle")]
    [InlineData("Engines", "Option '--port' is required", "kafka")]
    [InlineData("Engines", "--port takes a whole number from 1 to 65535, not '65536'", "kafka", "--port", "65536")]
    [InlineData("Engines", "--topics takes NAME=PARTITIONS,…, not 'orders'", "kafka", "--port", "9", "--topics", "orders")]
    [InlineData("Engines", "Option '--data' is required", "redis", "--port", "9", "--password-file", "/dev/null")]
    [InlineData("Engines", "'/no/password'", "redis", "--port", "9", "--data", "x", "--password-file", "/no/password")]
    [InlineData("Engines", "the password file /dev/null is empty", "redis", "--port", "9", "--data", "x", "--password-file", "/dev/null")]
    [InlineData("Replay", "Required command was not provided")]
    [InlineData("Replay", "Option '--folder' is required", "run")]
    [InlineData("Replay", "--orders takes a whole number from 10", "generate", "--folder", "x", "--orders", "9")]
    public async Task Wrong_usage_is_reported_and_nothing_starts(string project, string complaint, params string[] arguments)
    {
        var (status, said) = await ProgramRun.ToEndAsync(project, Limit, arguments);

        Assert.Equal(UsageError, status);
        Assert.Contains(complaint, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Standalone", "--chaos-duration", "--help")]
    [InlineData("Engines", "--password-file", "postgres", "--help")]
    [InlineData("Replay", "--unfinished", "run", "--help")]
    public async Task Help_lists_the_options(string project, string option, params string[] arguments)
    {
        var (status, said) = await ProgramRun.ToEndAsync(project, Limit, arguments);

        Assert.Equal(0, status);
        Assert.Contains(option, said, StringComparison.Ordinal);
    }
}
