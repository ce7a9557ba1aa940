using DbPerService.Replay;
using DbPerService.Replay.Input;
using DbPerService.Replay.Options;
using DbPerService.Replay.Sample;
using DbPerService.Replay.Target;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

try
{
    switch (args)
    {
        case ["run", .. var rest]:
            return await new ReplayRun(RunOptions.Parse(rest), Console.Out, TimeProvider.System).RunAsync(interrupted.Token);
        case ["verify", .. var rest]:
            return await new Verification(VerifyOptions.Parse(rest), Console.Out, TimeProvider.System).RunAsync(interrupted.Token);
        case ["generate", .. var rest]:
            var options = GenerateOptions.Parse(rest);
            ShopWriter.Write(SampleShop.Generate(options), options.Folder);
            return ExitCode.Held;
        case ["--help" or "-h" or "help"]:
            Console.WriteLine(Usage.Text);
            return ExitCode.Held;
        default:
            throw new UsageException(args is [] ? "run, verify or generate?" : $"unknown command {args[0]}");
    }
}
catch (UsageException e)
{
    Console.Error.WriteLine($"replay: {e.Message}\n\n{Usage.Text}");
    return ExitCode.BadInput;
}
catch (InputException e)
{
    Console.Error.WriteLine($"replay: {e.Message}");
    return ExitCode.BadInput;
}
catch (NoAnswerException e)
{
    Console.Error.WriteLine($"replay: {e.Message}");
    return ExitCode.NoAnswer;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    Console.Error.WriteLine("replay: interrupted");
    return ExitCode.Interrupted;
}
