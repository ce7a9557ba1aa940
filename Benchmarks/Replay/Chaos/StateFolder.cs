using System.Text.Json;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Chaos;

/// <summary>What lies beside system.json: the administrators' passwords, and the clocks that are to be wrong.</summary>
internal sealed class StateFolder(SystemFile system)
{
    const string Administrator = "postgres";

    /// <summary>The service's own database, for its administrator; null when the service does not run on PostgreSQL.</summary>
    public string? Database(string service)
    {
        if (system.Current.Engines.FirstOrDefault(x => x.Name == $"{service}-postgres") is not { } engine)
        {
            return null;
        }

        using var secrets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(system.Folder, "secrets.json")));
        var password = secrets.RootElement.GetProperty(service).GetProperty(Administrator).GetString();
        return $"Host=127.0.0.1;Port={engine.Port};Username={Administrator};Password={password};Database={service};Pooling=false;Timeout=5";
    }

    /// <param name="process">Whose clock, from its next start on.</param>
    /// <param name="offset">In seconds with its sign; null sets it right.</param>
    public void SetClock(string process, string? offset)
    {
        var file = Path.Combine(system.Folder, "clock", process);
        if (offset is null)
        {
            File.Delete(file);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, offset);
    }
}
