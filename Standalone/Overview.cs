using DbPerService.Cli;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DbPerService.Standalone;

/// <summary>The table of addresses.</summary>
static class Overview
{
    static readonly Style Bold = new(decoration: Decoration.Bold);

    public static IRenderable Of(RunContext context)
    {
        var system = context.SystemFile.Current;
        var table = new TextTable("").Text().Text();
        foreach (var service in system.Services)
        {
            table.Row(Bold, service.Name, service.Url, "/openapi/v1.json");
            var entry = context.Options.Services.Single(
                entry => context.Addresses.Of(entry.Name).Any(address => address.Instance == service.Name));
            table.Row(
                null, "  management", service.Management,
                entry.HasEvents ? "/health  /sync  /dead-letters  /openapi/management.json" : "/health  /openapi/management.json");
        }

        foreach (var engine in system.Engines)
        {
            table.Row(null, engine.Name, $"127.0.0.1:{engine.Port}", engine.DataFolder ?? "in memory");
        }
        table.Row(null, "state", context.State.SystemFile, $"logs in {context.State.Logs}");
        return new Rows(Text.Empty, table, new Text("\n  Ctrl-C stops everything.\n"));
    }
}
