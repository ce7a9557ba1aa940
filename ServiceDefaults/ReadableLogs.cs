using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.ServiceDefaults;

static class ReadableLogs
{
    /// <summary>One line an entry; the framework and the driver speak up only when something is wrong.</summary>
    public static void AddReadableLogs(this IHostApplicationBuilder builder)
    {
        // Before every other source, so that files and the environment overrule it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:LogLevel:Microsoft"] = "Warning",
                // What ends a service is told once, by whoever ends it.
                ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
                ["Logging:LogLevel:Npgsql"] = "Warning",
            },
        });
        builder.Logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "HH:mm:ss.fff ";
        });
    }
}
