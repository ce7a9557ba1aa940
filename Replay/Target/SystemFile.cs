using System.Text.Json;

namespace DbPerService.Replay.Target;

/// <summary>
/// Where the system runs, as its host keeps it written: read again when it has changed,
/// because what is killed comes back under another process id and perhaps another address.
/// </summary>
internal sealed class SystemFile
{
    readonly string _path;
    readonly Lock _gate = new();
    DateTime _written;
    SystemDescription _current;

    public SystemFile(string path)
    {
        _path = path;
        try
        {
            _written = File.GetLastWriteTimeUtc(path);
            _current = Read();
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new NoAnswerException($"{path} does not say where the system runs ({e.Message}): is it up?");
        }
    }

    public SystemDescription Current
    {
        get
        {
            lock (_gate)
            {
                Refresh();
                return _current;
            }
        }
    }

    /// <summary>The folder it is in: the host's state.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(_path))!;

    /// <summary>One of a service's instances, another one every turn.</summary>
    public RunningService? Instance(string service, int turn)
    {
        var all = Current.Services.Where(x => IsInstance(x.Name, service)).ToList();
        return all.Count > 0 ? all[(int)((uint)turn % (uint)all.Count)] : null;
    }

    public RunningService? Service(string name) => Current.Services.FirstOrDefault(x => x.Name == name);

    public int? ProcessOf(string name)
    {
        var current = Current;
        return current.Services.FirstOrDefault(x => x.Name == name)?.Pid ?? current.Engines.FirstOrDefault(x => x.Name == name)?.Pid;
    }

    /// <summary>The first instance has the service's name, the others a number behind it.</summary>
    static bool IsInstance(string name, string service) => name == service
        || name.StartsWith(service + "-", StringComparison.Ordinal) && int.TryParse(name.AsSpan(service.Length + 1), out _);

    void Refresh()
    {
        var written = File.GetLastWriteTimeUtc(_path);
        if (written == _written)
        {
            return;
        }

        try
        {
            _current = Read();
            _written = written;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Caught in the middle of being replaced: what was known still holds until the next look.
        }
    }

    SystemDescription Read() =>
        JsonSerializer.Deserialize(File.ReadAllBytes(_path), TargetJson.Default.SystemDescription) ?? throw new JsonException("null");
}
