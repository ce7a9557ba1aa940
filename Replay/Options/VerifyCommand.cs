using System.CommandLine;
using DbPerService.Cli;

namespace DbPerService.Replay.Options;

sealed class VerifyCommand : Command
{
    const int Patience = 120;

    readonly Option<string?> _system = SystemOption.New();
    readonly Option<string?> _report = CommandLine.Text("--report", "FILE", "Write the verdict as JSON too");
    readonly Option<int?> _patience = CommandLine.Number("--patience", "SECONDS", 1, 86_400,
        $"How long unfinished sagas may take to end ({Patience})");

    /// <param name="run">Carries out what was asked for; its result is the exit status.</param>
    public VerifyCommand(Func<VerifyOptions, CancellationToken, Task<int>> run)
        : base("verify", "Judges everything that is in the system, without placing anything")
    {
        Options.Add(_system);
        Options.Add(_report);
        Options.Add(_patience);
        SetAction((result, cancellation) => run(Read(result), cancellation));
    }

    VerifyOptions Read(ParseResult result) => new()
    {
        System = result.GetRequiredValue(_system)!,
        Report = result.GetValue(_report),
        Patience = TimeSpan.FromSeconds(result.GetValue(_patience) ?? Patience),
    };
}
