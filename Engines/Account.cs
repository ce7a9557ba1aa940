using System.Diagnostics;

namespace DbPerService.Engines;

/// <summary>
/// Whom an engine runs as. PostgreSQL refuses to run as root, so under root it gets an account without privileges; otherwise it runs
/// as whoever started this program.
/// </summary>
internal sealed class Account
{
    // The one privilege that lets a server work in a folder below a closed one, root's home say. The ambient set hands it to its
    // children; without the secure bit access(2), which initdb asks, would leave it out (capabilities(7)).
    static readonly string[] EnterAnywhere =
        ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--securebits=+no_setuid_fixup"];

    readonly string? _user;
    bool _entersAnywhere;

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
        ProcessStartInfo start;
        if (_entersAnywhere)
        {
            string[] identity = ["--reuid", _user!, "--regid", _user!, "--clear-groups", .. EnterAnywhere];
            start = new ProcessStartInfo("setpriv", [.. identity, program, .. arguments]);
        }
        else
        {
            start = new ProcessStartInfo(program, arguments);
            if (_user is not null)
                start.UserName = _user;
        }

        // The folder this was started in need not be one that the account may enter.
        start.WorkingDirectory = "/";
        return start;
    }

    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (_user is not null)
            await Tool.RunAsync(new ProcessStartInfo("chown", ["-R", $"{_user}:", path]), cancellationToken);
    }

    /// <summary>Sees to it that the account can work in the folder, which is made if need be.</summary>
    public async Task ReachAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (_user is null || await CanEnterAsync(folder, cancellationToken))
            return;

        _entersAnywhere = Tool.OnPath("setpriv") is not null;
        if (!_entersAnywhere || !await CanEnterAsync(folder, cancellationToken))
            throw new EngineException($"PostgreSQL does not run as root, and {_user} may not enter {folder}: use a folder open to all");
    }

    Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        Tool.SucceedsAsync(Start("/bin/sh", "-c", "cd \"$0\"", folder), cancellationToken);
}
