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

    public RunningService? Service(string name) => Current.Services.FirstOrDefault(x => x.Name == name);

    public int? ProcessOf(string name)
    {
        var current = Current;
        return current.Services.FirstOrDefault(x => x.Name == name)?.Pid ?? current.Engines.FirstOrDefault(x => x.Name == name)?.Pid;
    }

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
