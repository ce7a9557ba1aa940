using System.Text.Json;

namespace DbPerService.Replay.Target;

/// <summary>
/// The description of the running system that its host maintains: read again whenever it has changed, because a killed process comes
/// back with another process id and perhaps another address.
/// </summary>
sealed class SystemFileReader
{
    readonly string _path;
    readonly Lock _gate = new();
    DateTime _written;
    SystemDescription _current;

    public SystemFileReader(string path)
    {
        _path = path;
        try
        {
            _written = File.GetLastWriteTimeUtc(path);
            _current = Read();
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new NoAnswerException($"{path} cannot be read ({e.Message}): is the system running?");
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

    /// <summary>The folder of the file: the host's state folder.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(_path))!;

    /// <summary>One of a service's instances, in turn.</summary>
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

    /// <summary>The first instance has the service's name, the others have a number appended.</summary>
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
            // Read while it was being replaced: the previous description is used until the next attempt.
        }
    }

    SystemDescription Read() =>
        JsonSerializer.Deserialize(File.ReadAllBytes(_path), TargetJson.Default.SystemDescription) ?? throw new JsonException("null");
}
