using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Standalone.Processes;

namespace DbPerService.Standalone.State;

sealed record SystemFileService(string Name, int Pid, string Url, string Management);

sealed record SystemFileEngine(string Name, string Engine, int Pid, int Port, string? DataFolder);

/// <param name="Name">The instance and the link's server: <c>orders-2/database</c> or <c>orders-2/broker</c>.</param>
/// <param name="Port">The port that the instance connects to.</param>
/// <param name="Control">Accepts a fault as the body of a PUT; see docs/standalone.md.</param>
sealed record SystemFileLink(string Name, int Port, string Control);

sealed record SystemFileContent(
    IReadOnlyCollection<SystemFileService> Services,
    IReadOnlyCollection<SystemFileEngine> Engines,
    IReadOnlyCollection<SystemFileLink> Links,
    bool FalseClocks,
    string? Dashboard);

/// <summary>system.json: the running system, for tests and tools; replaced whenever a process was restarted.</summary>
sealed class SystemFile(string path)
{
    const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    readonly Lock _lock = new();
    readonly SortedDictionary<string, SystemFileService> _services = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, SystemFileEngine> _engines = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, SystemFileLink> _links = new(StringComparer.Ordinal);
    string? _dashboard;
    bool _closed;

    public SystemFileContent Current
    {
        get
        {
            lock (_lock)
            {
                return new SystemFileContent([.. _services.Values], [.. _engines.Values], [.. _links.Values], FalseClock.IsInstalled, _dashboard);
            }
        }
    }

    public void Set(SystemFileService service) => Change(() => _services[service.Name] = service);

    public void Set(SystemFileEngine engine) => Change(() => _engines[engine.Name] = engine);

    public void Set(SystemFileLink link) => Change(() => _links[link.Name] = link);

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
            {
                AtomicFile.Write(path, JsonSerializer.Serialize(Current, StateJson.Default.SystemFileContent), Readable);
            }
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SystemFileContent))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
sealed partial class StateJson : JsonSerializerContext;
