using System.Diagnostics;

namespace DbPerService.Engines;

/// <summary>
/// The account that an engine runs as. PostgreSQL refuses to run as root, so when started by root it gets an unprivileged account;
/// otherwise it runs as the current user.
/// </summary>
sealed class Account
{
    // The one capability that lets a server work in a folder below a closed one, such as root's home. The ambient set passes it on to its
    // children; without the secure bit, access(2), which initdb uses, would ignore it (capabilities(7)).
    static readonly string[] EnterAnywhere =
        ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--securebits=+no_setuid_fixup"];

    readonly string? _user;
    bool _entersAnywhere;

    Account(string? user) => _user = user;

    public static Account Choose(string preferred)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new Account(null);
        }

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
            {
                start.UserName = _user;
            }
        }

        // The account may not be able to enter the current working directory.
        start.WorkingDirectory = "/";
        return start;
    }

    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (_user is not null)
        {
            await HelperProgram.RunAsync(new ProcessStartInfo("chown", ["-R", $"{_user}:", path]), cancellationToken);
        }
    }

    /// <summary>Ensures that the account can work in the folder, which is created if it does not exist.</summary>
    public async Task ReachAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (_user is null || await CanEnterAsync(folder, cancellationToken))
        {
            return;
        }

        _entersAnywhere = HelperProgram.OnPath("setpriv") is not null;
        if (!_entersAnywhere || !await CanEnterAsync(folder, cancellationToken))
        {
            throw new EngineException($"PostgreSQL does not run as root, and {_user} cannot enter {folder}: use one that all users can enter");
        }
    }

    Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        HelperProgram.SucceedsAsync(Start("/bin/sh", "-c", "cd \"$0\"", folder), cancellationToken);
}
