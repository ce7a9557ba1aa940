using System.CommandLine;
using DbPerService.Cli;
using DbPerService.Engines;
using DbPerService.Engines.Kafka;
using DbPerService.Engines.Postgres;
using DbPerService.Engines.Redis;

using var lifetime = new Lifetime();
var engines = new RootCommand("""
    Runs one engine in the foreground, for development. It listens on 127.0.0.1 only.

    Once it accepts connections it prints one line: engine pid=… port=… data=…
    SIGTERM, Ctrl-C or the end of the process that started it stop it in good order.
    """)
{
    HelpName = "engines",
    Subcommands =
    {
        PostgresEngine.Command(lifetime.Stopping),
        RedisEngine.Command(lifetime.Stopping),
        KafkaEngine.Command(lifetime.Stopping),
    },
};
OptionalEngines.AddTo(engines, lifetime.Stopping);
try
{
    return await CommandLine.RunAsync(engines, args);
}
catch (EngineException e)
{
    Console.Error.WriteLine($"engines: {e.Message}");
    return CommandLine.UsageError;
}
catch (OperationCanceledException) when (lifetime.Stopping.IsCancellationRequested)
{
    return 0;
}
