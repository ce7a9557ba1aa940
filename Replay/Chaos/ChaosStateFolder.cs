using System.Text.Json;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Chaos;

/// <summary>The files beside system.json: the administrators' passwords, and the clock offsets.</summary>
sealed class ChaosStateFolder(SystemFileReader system)
{
    static readonly Dictionary<string, string> Administrators = new()
    {
        ["postgres"] = "postgres",
        ["redis"] = "default",
        ["mongodb"] = "admin",
    };

    /// <summary>The service's database, with its administrator's login.</summary>
    public AdministeredDatabase Database(string service)
    {
        var engine = system.Current.Engines.First(x => x.Name == $"{service}-{x.Engine}");
        var login = Administrators[engine.Engine];
        using var secrets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(system.Folder, "secrets.json")));
        var password = secrets.RootElement.GetProperty(service).GetProperty(login).GetString()!;
        return new AdministeredDatabase(service, engine.Engine, engine.Port, login, password);
    }

    /// <param name="process">The process whose clock is set from its next start on.</param>
    /// <param name="offset">The error in seconds, with its sign; null for the right time.</param>
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
