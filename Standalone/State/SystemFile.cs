using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Standalone.Processes;

namespace DbPerService.Standalone.State;

internal sealed record RunningService(string Name, int Pid, string Url, string Management);

internal sealed record RunningEngine(string Name, string Engine, int Pid, int Port, string? DataFolder);

/// <param name="Name">The instance and the link's server: <c>orders-2/database</c> or <c>orders-2/broker</c>.</param>
/// <param name="Port">The port that the instance connects to.</param>
/// <param name="Control">Accepts a fault as the body of a PUT; see docs/standalone.md.</param>
internal sealed record RunningLink(string Name, int Port, string Control);

internal sealed record RunningSystem(
    IReadOnlyCollection<RunningService> Services,
    IReadOnlyCollection<RunningEngine> Engines,
    IReadOnlyCollection<RunningLink> Links,
    bool FalseClocks,
    string? Dashboard);

/// <summary>system.json: the running system, for tests and tools; replaced whenever a process was restarted.</summary>
internal sealed class SystemFile(string path)
{
    const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    readonly Lock _lock = new();
    readonly SortedDictionary<string, RunningService> _services = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, RunningEngine> _engines = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, RunningLink> _links = new(StringComparer.Ordinal);
    string? _dashboard;
    bool _closed;

    public RunningSystem Current
    {
        get
        {
            lock (_lock)
                return new RunningSystem([.. _services.Values], [.. _engines.Values], [.. _links.Values], FalseClock.IsInstalled, _dashboard);
        }
    }

    public void Set(RunningService service) => Change(() => _services[service.Name] = service);

    public void Set(RunningEngine engine) => Change(() => _engines[engine.Name] = engine);

    public void Set(RunningLink link) => Change(() => _links[link.Name] = link);

    public void SetDashboard(string url) => Change(() => _dashboard = url);

    /// <summary>Deletes the description when the system stops.</summary>
    public void Remove()
    {
        lock (_lock)
        {
            _closed = true;
            File.Delete(path);
        }
    }

    void Change(Action change)
    {
        lock (_lock)
        {
            change();
            if (!_closed)
                AtomicFile.Write(path, JsonSerializer.Serialize(Current, StateJson.Default.RunningSystem), Readable);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunningSystem))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
internal sealed partial class StateJson : JsonSerializerContext;
