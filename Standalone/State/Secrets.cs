using System.Security.Cryptography;
using System.Text.Json;

namespace DbPerService.Standalone.State;

/// <summary>The passwords of one state folder, made once: service → login → password.</summary>
internal sealed class Secrets
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly Dictionary<string, Dictionary<string, string>> _passwords;

    Secrets(Dictionary<string, Dictionary<string, string>> passwords) => _passwords = passwords;

    public static Secrets LoadOrCreate(string file, IEnumerable<ServiceEntry> services)
    {
        var passwords = File.Exists(file)
            ? JsonSerializer.Deserialize(File.ReadAllText(file), StateJson.Default.DictionaryStringDictionaryStringString)!
            : [];
        var before = passwords.Sum(service => service.Value.Count);
        foreach (var service in services)
        {
            if (!passwords.TryGetValue(service.Name, out var logins))
                passwords[service.Name] = logins = [];
            foreach (var login in Logins(service.Name))
                logins.TryAdd(login, RandomNumberGenerator.GetHexString(32, lowercase: true));
        }

        if (passwords.Sum(service => service.Value.Count) > before)
        {
            var text = JsonSerializer.Serialize(passwords, StateJson.Default.DictionaryStringDictionaryStringString);
            AtomicFile.Write(file, text, OwnerOnly);
        }

        return new Secrets(passwords);
    }

    public string Password(string service, string login) => _passwords[service][login];

    static string[] Logins(string service) => ["postgres", $"{service}_migrator", $"{service}_app", $"{service}_relay"];
}
