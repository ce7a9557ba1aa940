using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DbPerService.Testing;
using DbPerService.Tests.Scenarios;

namespace DbPerService.Tests.Standalone;

/// <summary>The system on Standalone, in its own state folder.</summary>
public class StandaloneSystem : IRunningSystem, IAsyncLifetime
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    static readonly TimeSpan ServiceTimeout = TimeSpan.FromSeconds(60);

    readonly ConcurrentDictionary<(string Service, string Address), HttpClient> _clients = new();
    readonly ConcurrentQueue<string> _said = new();
    readonly string[] _arguments;
    Process? _process;

    /// <summary>Everything on PostgreSQL, which is always available.</summary>
    public StandaloneSystem() : this(EveryService.OnPostgres) { }

    /// <param name="arguments">Further arguments of Standalone.</param>
    internal StandaloneSystem(params string[] arguments) => _arguments = arguments;

    /// <summary>Where the system keeps its data, secrets and logs.</summary>
    public string StateFolder { get; } = Directory.CreateTempSubdirectory("dbperservice-system-").FullName;

    public string SystemFile => Path.Combine(StateFolder, "system.json");

    public string Kafka => $"127.0.0.1:{Engine("kafka").GetProperty("port").GetInt32()}";

    public HttpClient Client(string service) => ClientOf(service, "url");

    public HttpClient Management(string service) => ClientOf(service, "management");

    /// <summary>Long enough for a slow payment and a restart, short enough for a test.</summary>
    internal TimeSpan ParticipantTimeout { get; init; } = TimeSpan.FromSeconds(12);

    public virtual async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo(
            "dotnet", [Repository.Program("Standalone"), "--state", StateFolder, "--no-dashboard", .. _arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Orders__ParticipantTimeout"] = ParticipantTimeout.ToString();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => _said.Enqueue(e.Data ?? "");
        _process.ErrorDataReceived += (_, e) => _said.Enqueue(e.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await Eventually.IsTrue(
                () => Task.FromResult(_process.HasExited || _said.Any(line => line.Contains("up after", StringComparison.Ordinal))),
                CancellationToken.None, StartTimeout, "the system is up");
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException(string.Join('\n', _said), exception);
        }

        if (_process.HasExited)
        {
            throw new InvalidOperationException(string.Join('\n', _said));
        }
    }

    public JsonElement Service(string name) => Entry("services", name);

    public JsonElement Engine(string name) => Entry("engines", name);

    public IReadOnlyList<JsonElement> Engines() => Entries("engines");

    public int Pid(string name) =>
        (Entries("services").Concat(Entries("engines")).Single(entry => entry.GetProperty("name").GetString() == name))
        .GetProperty("pid").GetInt32();

    /// <summary>Kills with SIGKILL; the process is restarted unless it is held.</summary>
    public async Task KillAsync(string name)
    {
        var pid = Pid(name);
        using (var kill = Process.Start("kill", ["-KILL", pid.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await Eventually.IsTrue(
            () => Task.FromResult(!Directory.Exists($"/proc/{pid}")), CancellationToken.None, ServiceTimeout, $"{name} has gone");
    }

    /// <summary>Freezes an instance or an engine with all its processes, as SIGSTOP does, until the result is disposed of.</summary>
    internal async Task<IAsyncDisposable> FreezeAsync(string name)
    {
        var pid = Pid(name);
        await ProcessTree.FreezeAsync(pid);
        return new Outage(() => ProcessTree.ThawAsync(pid));
    }

    /// <summary>Stops the broker until the result is disposed of; it comes back empty.</summary>
    internal async Task<IAsyncDisposable> StopKafkaAsync()
    {
        await HoldAsync("kafka");
        return new Outage(() =>
        {
            Release("kafka");
            return Task.CompletedTask;
        });
    }

    public Task StopServiceAsync(string service) => HoldAsync(service);

    public async Task StartServiceAsync(string service)
    {
        Release(service);
        await HealthyAgainAsync(service);
    }

    /// <summary>Waits until a service reaches its database.</summary>
    internal Task HealthyAgainAsync(string service) =>
        Eventually.IsTrue(() => HealthyAsync(service), CancellationToken.None, ServiceTimeout, $"{service} is healthy");

    public Task StopDatabaseAsync(string service) => HoldAsync(DatabaseOf(service));

    public async Task StartDatabaseAsync(string service)
    {
        Release(DatabaseOf(service));
        await HealthyAgainAsync(service);
    }

    /// <summary>Lets a service's database server start again, even while the service itself is stopped.</summary>
    internal void ReleaseDatabase(string service) => Release(DatabaseOf(service));

    public Task RestartKafkaAsync() => KillAsync("kafka");

    /// <summary>The secrets of the run, by name.</summary>
    public JsonElement Secrets() => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(StateFolder, "secrets.json")));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        if (_process is { HasExited: false } process)
        {
            using var terminate = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync().WaitAsync(StartTimeout);
        }

        _process?.Dispose();
        Directory.Delete(StateFolder, recursive: true);
        GC.SuppressFinalize(this);
    }

    HttpClient ClientOf(string service, string address) => _clients.GetOrAdd((service, address), key => new HttpClient
    {
        BaseAddress = new Uri(Service(key.Service).GetProperty(key.Address).GetString()!),
        Timeout = ServiceTimeout,
    });

    async Task HoldAsync(string name)
    {
        Directory.CreateDirectory(Path.Combine(StateFolder, "hold"));
        await File.WriteAllTextAsync(Path.Combine(StateFolder, "hold", name), "");
        await KillAsync(name);
    }

    void Release(string name) => File.Delete(Path.Combine(StateFolder, "hold", name));

    async Task<bool> HealthyAsync(string service)
    {
        using var response = await Client(service).GetAsync("/health");
        return response.IsSuccessStatusCode;
    }

    /// <summary>The engine that a service's database runs on.</summary>
    internal string DatabaseOf(string service) => Engines().Select(engine => engine.GetProperty("name").GetString()!)
        .Single(name => name.StartsWith(service + "-", StringComparison.Ordinal));

    JsonElement Entry(string list, string name) =>
        Entries(list).Single(entry => entry.GetProperty("name").GetString() == name);

    List<JsonElement> Entries(string list) =>
        [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(SystemFile)).GetProperty(list).EnumerateArray()];

    sealed class Outage(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }
}

/// <summary>One running system for all scenarios in sequence: each looks only at its own data.</summary>
[CollectionDefinition(Name)]
public sealed class OnStandalone : ICollectionFixture<StandaloneSystem>
{
    public const string Name = "Standalone";
}
