using System.Security.Cryptography;
using System.Text.Json;

namespace DbPerService.Standalone.State;

/// <summary>The passwords of one state folder, service → login → password, each generated when it is first needed.</summary>
sealed class GeneratedSecrets(string file)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly Lock _lock = new();
    readonly Dictionary<string, Dictionary<string, string>> _passwords = File.Exists(file)
        ? JsonSerializer.Deserialize(File.ReadAllText(file), StateJson.Default.DictionaryStringDictionaryStringString)!
        : [];

    public string Password(string service, string login)
    {
        lock (_lock)
        {
            if (!_passwords.TryGetValue(service, out var logins))
            {
                _passwords[service] = logins = [];
            }
            if (!logins.TryGetValue(login, out var password))
            {
                logins[login] = password = RandomNumberGenerator.GetHexString(32, lowercase: true);
                var text = JsonSerializer.Serialize(_passwords, StateJson.Default.DictionaryStringDictionaryStringString);
                AtomicFile.Write(file, text, OwnerOnly);
            }

            return password;
        }
    }
}
