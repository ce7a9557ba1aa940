using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace DbPerService.Testing;

/// <summary>One engine, run by the Engines program as a child of the tests.</summary>
public sealed class EngineProcess : IAsyncDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    /// <summary>An empty server that is not running.</summary>
    static readonly Lazy<Task<EngineProcess>> PostgresTemplate = new(NewTemplateAsync);

    readonly string[] _arguments;
    Process? _process;

    EngineProcess(string[] arguments, int port, string password)
    {
        _arguments = arguments;
        Port = port;
        Password = password;
    }

    public int Port { get; }

    /// <summary>The administrator's password; empty for an engine without one.</summary>
    public string Password { get; }

    string? DataFolder => _arguments is [_, _, _, "--data", var data, ..] ? data : null;

    /// <summary>The engine's own main process.</summary>
    public int Pid { get; private set; }

    public static Task<EngineProcess> PostgresAsync() => WithDataAsync("postgres");

    /// <summary>A streaming, asynchronous replica of a running PostgreSQL server, with the same administrator.</summary>
    public static async Task<EngineProcess> ReplicaOfAsync(EngineProcess primary)
    {
        var replica = await NewWithDataAsync("postgres", primary.Password);
        var tools = new PostgresTools(primary.Port, primary.Password, primary.DataFolder!);
        await tools.BaseBackupAsync(replica.DataFolder!, "--write-recovery-conf");
        await tools.OwnAsync(replica.DataFolder!);
        return await replica.StartAsync();
    }

    /// <summary>A copy of a server of this process, including its system identifier: faster than initdb.</summary>
    public static async Task<EngineProcess> PostgresCopyAsync()
    {
        var template = await PostgresTemplate.Value;
        var copy = await NewWithDataAsync("postgres", template.Password);
        // Not copied by this program, because the server's account owns its data.
        using var program = Process.Start("cp", ["-a", template.DataFolder!, copy.DataFolder!]);
        await program.WaitForExitAsync().WaitAsync(StartTimeout);
        return program.ExitCode == 0
            ? await copy.StartAsync()
            : throw new InvalidOperationException($"The server's data was not copied: cp ended with {program.ExitCode}.");
    }

    public static Task<EngineProcess> RedisAsync() => WithDataAsync("redis");

    public static Task<EngineProcess> MongoAsync() => WithDataAsync("mongodb");

    public static Task<EngineProcess> KafkaAsync(params string[] topics) => NewKafka(topics).StartAsync();

    /// <summary>A broker that directs its clients to a port on which something in front of it listens.</summary>
    public static async Task<EngineProcess> KafkaBehindAsync(int advertisedPort, params string[] topics)
    {
        var broker = NewKafka(topics);
        return await new EngineProcess(
            [.. broker._arguments, "--advertised-port", Text(advertisedPort)], broker.Port, broker.Password).StartAsync();
    }

    /// <summary>Kills the engine with SIGKILL and waits until it has ended.</summary>
    public async Task KillAsync()
    {
        using (var engine = Process.GetProcessById(Pid))
        {
            engine.Kill();
        }

        await _process!.WaitForExitAsync().WaitAsync(StartTimeout);
    }

    /// <summary>Starts the engine again on its port and its data.</summary>
    public async Task<EngineProcess> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Repository.Program("Engines"));
        foreach (var argument in _arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        var said = new List<string>();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            lock (said)
            {
                said.Add(line ?? "(end)");
            }

            if (line?.StartsWith("engine pid=", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult(line);
            }
        }

        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, ended).WaitAsync(StartTimeout) == ended)
        {
            lock (said)
            {
                throw new InvalidOperationException($"The engine did not start: {string.Join('\n', said)}");
            }
        }

        Pid = int.Parse((await ready.Task).Split(' ')[1]["pid=".Length..], CultureInfo.InvariantCulture);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        DeleteData();
    }

    async Task StopAsync()
    {
        if (_process is { HasExited: false } process)
        {
            using var terminate = Process.Start("kill", ["-TERM", Text(process.Id)]);
            await process.WaitForExitAsync().WaitAsync(StartTimeout);
        }

        _process?.Dispose();
    }

    void DeleteData()
    {
        if (DataFolder is { } data)
        {
            Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
        }
    }

    static EngineProcess NewKafka(string[] topics)
    {
        var port = FreePort.Next();
        return new EngineProcess(["kafka", "--port", Text(port), "--topics", string.Join(',', topics.Select(topic => topic + "=6"))], port, "");
    }

    static async Task<EngineProcess> NewTemplateAsync()
    {
        var server = await PostgresAsync();
        await server.StopAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DeleteData();
        return server;
    }

    static async Task<EngineProcess> WithDataAsync(string engine) =>
        await (await NewWithDataAsync(engine, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)))).StartAsync();

    static async Task<EngineProcess> NewWithDataAsync(string engine, string password)
    {
        var folder = Directory.CreateTempSubdirectory($"dbperservice-{engine}-").FullName;
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password);
        var port = FreePort.Next();
        return new EngineProcess(
            [engine, "--port", Text(port), "--data", Path.Combine(folder, "data"), "--password-file", passwordFile], port, password);
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
