using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace DbPerService.Databases;

/// <summary>A job that prepares a service's database and ends: run before the service, with logins that the service never gets.</summary>
public static class DatabaseJob
{
    /// <summary>How long a job waits for its server.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Runs the job with the configuration of the environment and the command line, and a console log.</summary>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static async Task<int> RunAsync(string service, Func<IConfiguration, ILogger, Task> job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(Environment.GetCommandLineArgs()).Build();
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        try
        {
            await job(configuration, loggers.CreateLogger("DbPerService.Databases"));
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DbException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"{service}: the database could not be prepared: {exception.Message}");
            return 1;
        }
    }
}
