using DbPerService.Standalone.Processes;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone;

/// <summary>Shared by all parts of one run.</summary>
sealed class RunContext(Options options, StateFolder state) : IDisposable
{
    readonly List<ProcessLog> _logs = [];

    public Options Options => options;

    public StateFolder State => state;

    public GeneratedSecrets Secrets { get; } = new(state.SecretsFile);

    public string PaymentTokenKey { get; } = SharedKeyFile.Read(state.PaymentTokenKeyFile);

    public string CallerKey { get; } = SharedKeyFile.Read(state.CallerKeyFile);

    public ServiceAddresses Addresses => field ??= new ServiceAddresses(Ports, options.Instances);

    public SystemFile SystemFile { get; } = new(state.SystemFile);

    public Ports Ports { get; } = new();

    public TimeProvider Clock { get; } = TimeProvider.System;

    public Terminal Terminal { get; } = new(TimeProvider.System);

    public Lifeline Lifeline { get; } = new();

    public ProcessLog OpenLog(string name)
    {
        var log = new ProcessLog(name, state.Logs, Terminal, Clock);
        lock (_logs)
        {
            _logs.Add(log);
        }
        return log;
    }

    public void Dispose()
    {
        Lifeline.Dispose();
        _logs.ForEach(log => log.Dispose());
    }
}
