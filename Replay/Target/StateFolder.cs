using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Replay.Chaos;

namespace DbPerService.Replay.Target;

/// <summary>The files beside system.json: the passwords, and the clock offsets.</summary>
sealed class StateFolder(SystemFileReader system)
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
        return new AdministeredDatabase(service, engine.Engine, engine.Port, login, Password(service, login));
    }

    /// <summary>The password of the operator's account, <c>operator</c>.</summary>
    public string OperatorPassword => Password(SystemMap.Users.Name, "operator");

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

    string Password(string service, string login)
    {
        using var secrets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(system.Folder, "secrets.json")));
        return secrets.RootElement.GetProperty(service).GetProperty(login).GetString()!;
    }
}
