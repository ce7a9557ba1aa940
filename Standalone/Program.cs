using DbPerService.Standalone;

try
{
    if (Options.Parse(args) is not { } options)
    {
        Console.WriteLine(Options.Usage);
        return ExitCode.Stopped;
    }

    using var signals = new Signals();
    return await SystemHost.RunAsync(options, signals.Stopping);
}
catch (UsageException e)
{
    Console.Error.WriteLine($"run.sh: {e.Message}\n\n{Options.Usage}");
    return ExitCode.Usage;
}
catch (StartException e)
{
    Console.Error.WriteLine($"run.sh: {e.Message}");
    return ExitCode.NotStarted;
}
