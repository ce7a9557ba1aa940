using System.CommandLine;
using DbPerService.Cli;
using DbPerService.Replay.Crash;
using DbPerService.Replay.Options;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class RunOptionsTests
{
    [Fact]
    public void Only_the_folder_must_be_given()
    {
        var options = Read(["--folder", "shop"]);

        Assert.Equal("shop", options.Folder);
        Assert.Equal(Path.Combine(".local", "system.json"), options.System);
        Assert.Null(options.Rate);
        Assert.Equal(1, options.Times);
        Assert.Equal(1, options.Stock);
        Assert.Equal(TimeSpan.FromSeconds(120), options.Patience);
        Assert.Empty(options.Kills);
    }

    [Fact]
    public void Every_option_is_read()
    {
        var options = Read(
        [
            "--folder", "shop", "--system", "s.json", "--rate", "99.5", "--times", "5", "--stock", "1.5", "--report", "r.json",
            "--concurrency", "7", "--unfinished", "9", "--seed", "3", "--kill", "payments@5, orders-postgres@12.5",
            "--crash", "--crash-kafka", "--patience", "30"
        ]);

        Assert.Equal("s.json", options.System);
        Assert.Equal(99.5, options.Rate);
        Assert.Equal(5, options.Times);
        Assert.Equal(1.5m, options.Stock);
        Assert.Equal("r.json", options.Report);
        Assert.Equal(7, options.Concurrency);
        Assert.Equal(9, options.Unfinished);
        Assert.Equal(3, options.Seed);
        Assert.Equal(
            [
                new PlannedKill("payments", TimeSpan.FromSeconds(5), null),
                new PlannedKill("orders-postgres", TimeSpan.FromSeconds(12.5), null)
            ],
            options.Kills);
        Assert.True(options.Crash);
        Assert.True(options.CrashKafka);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Patience);
    }

    [Fact]
    public void A_schedule_allows_more_concurrent_requests() =>
        Assert.True(
            Read(["--folder", "shop", "--rate", "100"]).Concurrency > Read(["--folder", "shop"]).Concurrency);

    [Theory]
    [InlineData("Option '--folder' is required")]
    [InlineData("--rate takes a number from 0.1 to 100000, not 'fast'", "--folder", "x", "--rate", "fast")]
    [InlineData("--rate takes a number", "--folder", "x", "--rate", "0")]
    [InlineData("--rate takes a number", "--folder", "x", "--rate", "-1")]
    [InlineData("--rate takes a number", "--folder", "x", "--rate", "--crash-kafk")]
    [InlineData("--times takes a whole number", "--folder", "x", "--times", "0")]
    [InlineData("--times takes a whole number", "--folder", "x", "--times", "2.5")]
    [InlineData("--stock takes a number", "--folder", "x", "--stock", "1e3")]
    [InlineData("Required argument missing for option: '--folder'", "--folder")]
    [InlineData("--folder needs a value; '--crash' is not one", "--folder", "--crash")]
    [InlineData("--report needs a value; '--crsh' is not one", "--folder", "x", "--report", "--crsh")]
    [InlineData("'--folder' expects a single argument but 2 were provided", "--folder", "x", "--folder", "y")]
    [InlineData("Unrecognized command or argument '--speed'", "--folder", "x", "--speed", "9")]
    [InlineData("Unrecognized command or argument 'x'", "x")]
    [InlineData("Unrecognized command or argument 'no'", "--folder", "x", "--crash", "no")]
    [InlineData("--kill takes NAME@SECONDS,…, not 'payments'", "--folder", "x", "--kill", "payments")]
    [InlineData("--kill takes NAME@SECONDS", "--folder", "x", "--kill", "@5")]
    [InlineData("--kill takes NAME@SECONDS", "--folder", "x", "--kill", "payments@soon")]
    [InlineData("--kill takes NAME@SECONDS", "--folder", "x", "--kill", "payments@5,")]
    [InlineData("--kill takes NAME@SECONDS", "--folder", "x", "--kill", "payments@99999999999999999999")]
    [InlineData("--chaos-duration needs --chaos SEED", "--folder", "shop", "--chaos-duration", "600")]
    [InlineData("--settle needs --chaos SEED", "--folder", "shop", "--settle", "60")]
    public void Wrong_usage_is_reported(string complaint, params string[] args) =>
        Assert.Contains(complaint, Parse(args, _ => Assert.Fail("It ran.")).Errors[0].Message, StringComparison.Ordinal);

    [Fact]
    public void Chaos_sets_its_own_rate_and_stock()
    {
        var options = Read(["--folder", "shop", "--chaos", "7"]);

        Assert.Equal(new ChaosOptions(7, TimeSpan.FromSeconds(180), TimeSpan.FromSeconds(60)), options.Chaos);
        Assert.Equal(20, options.Rate);
        Assert.Equal(100, options.Stock);
    }

    [Fact]
    public void Explicit_chaos_options_are_used()
    {
        var options = Read(
            ["--folder", "shop", "--chaos", "0", "--chaos-duration", "600", "--settle", "30", "--rate", "5", "--stock", "2"]);

        Assert.Equal(new ChaosOptions(0, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30)), options.Chaos);
        Assert.Equal(5, options.Rate);
        Assert.Equal(2, options.Stock);
    }

    static RunOptions Read(params string[] args)
    {
        RunOptions? read = null;
        var result = Parse(args, options => read = options);
        Assert.Empty(result.Errors);
        Assert.Equal(0, result.Invoke());
        return read!;
    }

    static ParseResult Parse(string[] args, Action<RunOptions> run) => CommandLine.Parse(
        new RunCommand((options, _) =>
        {
            run(options);
            return Task.FromResult(0);
        }),
        args);
}
