using System.Globalization;
using System.Text.RegularExpressions;
using DbPerService.Standalone.Databases;
using DbPerService.Standalone.Processes;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone;

/// <summary>A database server or the broker: a run of the Engines program.</summary>
sealed partial class Engine
{
    // The first start on a machine without PostgreSQL downloads its binaries.
    static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(25);

    // The exit status of Engines if starting it again would not help.
    const int Misused = 2;

    readonly RunContext _context;
    readonly string _name;
    readonly string _kind;
    readonly ProcessLog _log;
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    Engine(RunContext context, string name, string kind)
    {
        _context = context;
        _name = name;
        _kind = kind;
        _log = context.OpenLog(name);
        Port = context.Ports.Next();
    }

    public int Port { get; }

    public static Engine StartDatabase(RunContext context, DatabaseAccess database, ProcessGroup group)
    {
        var engine = new Engine(context, database.Engine, database.Kind);
        engine.Start(
            group,
            ["--data", context.State.Data(database.Engine), "--password-file", "/dev/stdin"],
            database.AdministratorPassword);
        return engine;
    }

    public static Engine StartKafka(RunContext context, ProcessGroup group)
    {
        var engine = new Engine(context, "kafka", "kafka");
        engine.Start(group, [], input: null);
        return engine;
    }

    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _ready.Task.WaitAsync(StartPatience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw NotReady($"is not ready after {StartPatience.TotalMinutes:0} minutes");
        }
    }

    void Start(ProcessGroup group, string[] arguments, string? input)
    {
        string[] all = [_kind, "--port", Port.ToString(CultureInfo.InvariantCulture), .. arguments];
        var spec = ProcessSpec.Dotnet(_name, "Engines", all) with { Input = input };
        group.Start(new Supervised(spec, _log, _context.Lifeline, _context.Terminal, _context.Clock)
        {
            LineWritten = Read,
            Held = () => _context.State.Holds(_name),
            StopPatience = StopPatience,
            StartAgain = exitCode =>
            {
                if (exitCode == Misused)
                {
                    _ready.TrySetException(NotReady("cannot run"));
                }
                return exitCode != Misused;
            },
        });
    }

    void Read(string line)
    {
        if (Announcement().Match(line) is not { Success: true } match)
        {
            return;
        }

        var pid = int.Parse(match.Groups["pid"].ValueSpan, CultureInfo.InvariantCulture);
        var data = match.Groups["data"].Value;
        _context.SystemFile.Set(new SystemFileEngine(_name, _kind, pid, Port, data.Length > 0 ? data : null));
        _ready.TrySetResult();
    }

    StartException NotReady(string what) => new($"{_name} {what}; its last output:\n{_log.Tail}");

    // engine pid=4711 port=21001 data=/clone/.local/data/orders-postgres
    [GeneratedRegex(@"^engine pid=(?<pid>\d+) port=\d+ data=(?<data>.*)$")]
    private static partial Regex Announcement();
}
