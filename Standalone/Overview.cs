using System.Globalization;
using System.Text;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone;

/// <summary>The table of addresses.</summary>
internal static class Overview
{
    public static string Of(RunContext context)
    {
        var system = context.SystemFile.Current;
        var text = new StringBuilder().AppendLine();
        foreach (var service in system.Services)
        {
            Row(text, service.Name, service.Url, "/openapi/v1.json");
            Row(text, "  management", service.Management, "/health  /sync  /dead-letters  /openapi/management.json");
        }

        foreach (var engine in system.Engines)
            Row(text, engine.Name, $"127.0.0.1:{engine.Port}", engine.DataFolder ?? "in memory");
        Row(text, "state", context.State.SystemFile, $"logs in {context.State.Logs}");
        return text.AppendLine().Append("  Ctrl-C stops everything.").AppendLine().ToString();
    }

    static void Row(StringBuilder text, string name, string where, string what) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-20} {where,-26} {what}");
}
