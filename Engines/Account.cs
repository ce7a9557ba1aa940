using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace DbPerService.Engines;

/// <summary>
/// Whom an engine runs as. PostgreSQL refuses to run as root, so under root it gets an account without privileges; otherwise it runs
/// as whoever started this program.
/// </summary>
internal sealed class Account
{
    readonly string? _user;

    Account(string? user) => _user = user;

    public static Account Choose(string preferred)
    {
        if (!Environment.IsPrivilegedProcess)
            return new Account(null);

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return new[] { preferred, "postgres", "nobody" }.FirstOrDefault(users.Contains) is { } user
            ? new Account(user)
            : throw new EngineException($"PostgreSQL does not run as root, and there is no user {preferred} to run it as");
    }

    public ProcessStartInfo Start(string program, params IEnumerable<string> arguments)
    {
        // The folder this was started in need not be one that the account may enter.
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", UseShellExecute = false };
        if (_user is not null)
            start.UserName = _user;
        return start;
    }

    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (_user is not null)
            await Tool.RunAsync(new ProcessStartInfo("chown", ["-R", $"{_user}:", path]), cancellationToken);
    }

    /// <summary>
    /// The folder itself when the account can reach it; else one below <paramref name="instead"/>, always the same for the same folder
    /// (a clone in root's home, say, is closed to everyone else).
    /// </summary>
    public async Task<string> ReachableAsync(string folder, string instead, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var pointer = Path.Combine(folder, "moved");
        if (_user is null || !File.Exists(pointer) && await Tool.SucceedsAsync(Start("/bin/sh", "-c", "cd \"$0\"", folder), cancellationToken))
            return folder;

        var name = $"{Path.GetFileName(folder)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12]}";
        var other = Path.Combine(instead, name);
        Console.WriteLine($"{_user} cannot enter {folder}: using {other}");
        // The first folder stands for the second: removed by hand, the data is meant to be gone.
        if (!File.Exists(pointer) && Directory.Exists(other))
            Directory.Delete(other, recursive: true);
        Directory.CreateDirectory(other);
        await File.WriteAllTextAsync(pointer, other + "\n", cancellationToken);
        return other;
    }
}
