using DbPerService.Cli;
using DbPerService.Standalone;

using var signals = new StopSignals();
try
{
    return await CommandLine.RunAsync(new StandaloneCommand(options => SystemHost.RunAsync(options, signals.Stopping)), args);
}
catch (StartException e)
{
    Console.Error.WriteLine($"run.sh: {e.Message}");
    return ExitCode.NotStarted;
}
