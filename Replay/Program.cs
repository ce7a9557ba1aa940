using System.CommandLine;
using DbPerService.Cli;
using DbPerService.Replay;
using DbPerService.Replay.Input;
using DbPerService.Replay.Options;
using DbPerService.Replay.Reads;
using DbPerService.Replay.Sample;
using DbPerService.Replay.Target;

// A run that is interrupted first ends the faults that it has caused.
var timeToStop = TimeSpan.FromMinutes(1);

var replay = new RootCommand("""
    Feeds a folder of products.jsonl, customers.jsonl and orders.jsonl through the running system and judges the outcome.

    Exit status: 0 every invariant held, 1 one is broken, 2 bad usage or input, 3 the system did not answer.
    """)
{
    HelpName = "replay",
    Subcommands =
    {
        new RunCommand((options, cancellation) => new ReplayRun(options, ConsoleOutput.Open(), TimeProvider.System).RunAsync(cancellation)),
        new VerifyCommand((options, cancellation) => new Verification(options, ConsoleOutput.Open(), TimeProvider.System).RunAsync(cancellation)),
        new ReadsCommand(
            (options, cancellation) => new ReadsRun(options, ConsoleOutput.Open(), TimeProvider.System).RunAsync(cancellation)),
        new GenerateCommand(options => ShopWriter.Write(SampleShop.Generate(options), options.Folder)),
    },
};
try
{
    return await CommandLine.RunAsync(replay, args, timeToStop);
}
catch (InputException e)
{
    Console.Error.WriteLine($"replay: {e.Message}");
    return ReplayExitCode.BadInput;
}
catch (NoAnswerException e)
{
    Console.Error.WriteLine($"replay: {e.Message}");
    return ReplayExitCode.NoAnswer;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("replay: interrupted");
    return ReplayExitCode.Interrupted;
}
