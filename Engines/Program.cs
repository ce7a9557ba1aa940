using DbPerService.Engines;
using DbPerService.Engines.Kafka;
using DbPerService.Engines.MongoDB;
using DbPerService.Engines.Postgres;
using DbPerService.Engines.Redis;

const string Usage = """
    Runs one engine in the foreground, for development. It listens on 127.0.0.1 only.

      engines postgres --port P --data FOLDER --password-file FILE [--user postgres]
      engines mongodb  --port P --data FOLDER --password-file FILE
      engines redis    --port P --data FOLDER --password-file FILE
      engines kafka    --port P [--topics orders=6,…] [--advertised-port P]

    The broker keeps everything in memory. Without --topics it has those of the system, and drops what all their readers have committed.
    The advertised port is where it sends its clients: that of a proxy in front of it.

    Once it accepts connections it prints one line: engine pid=… port=… data=…
    SIGTERM, Ctrl-C or the end of the process that started it stop it in good order.
    """;

if (args is [] or ["--help"] or ["-h"])
{
    Console.WriteLine(Usage);
    return args is [] ? 2 : 0;
}

using var lifetime = new Lifetime();
try
{
    var arguments = Arguments.Parse(args.AsSpan(1));
    return args[0] switch
    {
        "postgres" => await PostgresEngine.RunAsync(arguments, lifetime.Stopping),
        "mongodb" => await MongoEngine.RunAsync(arguments, lifetime.Stopping),
        "redis" => await RedisEngine.RunAsync(arguments, lifetime.Stopping),
        "kafka" => await KafkaEngine.RunAsync(arguments, lifetime.Stopping),
        _ => throw new EngineException($"there is no engine '{args[0]}'.\n\n{Usage}"),
    };
}
catch (EngineException e)
{
    Console.Error.WriteLine($"engines: {e.Message}");
    return 2;
}
catch (OperationCanceledException) when (lifetime.Stopping.IsCancellationRequested)
{
    return 0;
}
