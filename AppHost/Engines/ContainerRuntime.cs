using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace DbPerService.AppHost;

static class ContainerRuntime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    static readonly string[] Known = ["docker", "podman"];

    /// <summary>The runtime that Aspire would use, if its daemon responds: often only the client is installed.</summary>
    public static string? FindAnswering(IConfiguration configuration)
    {
        var chosen = configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        return (chosen is { Length: > 0 } ? [chosen] : Known).FirstOrDefault(Answers);
    }

    static bool Answers(string runtime)
    {
        var start = new ProcessStartInfo(runtime, ["ps", "--quiet", "--last", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            if (process.WaitForExit(Patience))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false; // not installed
        }
    }
}
