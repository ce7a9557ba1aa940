using System.Diagnostics;
using System.Globalization;

namespace DbPerService.Testing;

/// <summary>PostgreSQL's programs for backup and restore, run against a local server as its administrator.</summary>
/// <param name="port">The server's port.</param>
/// <param name="password">The administrator's password.</param>
/// <param name="dataFolder">The server's data folder, whose owner the copies get.</param>
public sealed class PostgresTools(int port, string password, string dataFolder)
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Whether they are installed; the binaries from npm come without them.</summary>
    public static bool AreInstalled { get; } = Tool.IsOnPath("pg_basebackup") && Tool.IsOnPath("pg_dump");

    /// <summary>Runs one of them to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public Task RunAsync(string program, params string[] arguments) => ToEndAsync(
        program, ["--host=127.0.0.1", $"--port={port.ToString(CultureInfo.InvariantCulture)}", "--username=postgres", .. arguments]);

    /// <summary>Copies the running server's data into a new folder.</summary>
    public Task BaseBackupAsync(string folder, params string[] arguments) =>
        RunAsync("pg_basebackup", [$"--pgdata={folder}", "--checkpoint=fast", .. arguments]);

    /// <summary>Makes the server's account the owner of a copy: PostgreSQL does not run as root.</summary>
    public Task OwnAsync(string folder) =>
        Environment.IsPrivilegedProcess ? ToEndAsync("chown", ["-R", $"--reference={dataFolder}", folder]) : Task.CompletedTask;

    async Task ToEndAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = password },
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}{await errors}");
        }
    }
}
