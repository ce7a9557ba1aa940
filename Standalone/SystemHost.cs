using System.Diagnostics;
using DbPerService.Contracts;
using DbPerService.Standalone.Databases;
using DbPerService.Standalone.Links;
using DbPerService.Standalone.Processes;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone;

/// <summary>Starts the whole system, keeps it running, and stops it in order.</summary>
static class SystemHost
{
    public static async Task<int> RunAsync(Options options, CancellationToken stopping)
    {
        using var state = StateFolder.Take(options.State);
        using var context = new RunContext(options, state);
        // Stopped in reverse order: services first, while what they need is still running.
        await using var dashboard = new ProcessGroup();
        await using var engines = new ProcessGroup();
        await using var links = options.Links ? new LinkSwitchboard(context) : null;
        await using var services = new ProcessGroup();
        try
        {
            await StartAsync(context, dashboard, engines, links, services, stopping);
            var status = ExitCode.Stopped;
            if (options.ReplayFolder is { } folder)
            {
                status = await Replay.RunAsync(context, folder, stopping);
            }
            if (options.Exit)
            {
                return status;
            }
            await Task.Delay(Timeout.Infinite, stopping);
            return ExitCode.Stopped;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        finally
        {
            context.SystemFile.Remove();
            context.Terminal.Report("stopping");
        }
    }

    static async Task StartAsync(
        RunContext context,
        ProcessGroup dashboards,
        ProcessGroup engines,
        LinkSwitchboard? links,
        ProcessGroup services,
        CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        var databases = context.Options.Services.ToDictionary(
            service => service,
            service => DatabaseChoice.Of(service, context.Options) is { } kind
                ? DatabaseAccess.Of(kind, service, context.Secrets)
                : null);
        var dashboard = context.Options.Dashboard ? new Dashboard(context) : null;
        dashboard?.Start(dashboards, stopping);
        var kafka = Engine.StartKafka(context, engines);

        // The first failure ends the start; everything started so far is stopped.
        var starting = databases.Select(
            entry => StartServiceAsync(context, entry.Key, entry.Value, kafka, dashboard, engines, links, services, stopping));
        await foreach (var started in Task.WhenEach(starting))
        {
            await started;
        }

        context.Terminal.Report($"up after {clock.Elapsed.TotalSeconds:0.0} s");
        context.Terminal.Show(Overview.Of(context));
    }

    static async Task StartServiceAsync(
        RunContext context,
        SystemService entry,
        DatabaseAccess? database,
        Engine kafka,
        Dashboard? dashboard,
        ProcessGroup engines,
        LinkSwitchboard? links,
        ProcessGroup services,
        CancellationToken stopping)
    {
        var server = database is null ? null : Engine.StartDatabase(context, database, engines);
        var addresses = new Addresses(server?.Port, kafka.Port);
        var settings = new ServiceSettings(context, entry, database, addresses, dashboard?.TelemetryPort);
        var service = new Service(context, entry, settings, links);
        if (server is not null)
        {
            await server.ReadyAsync(stopping);
            await service.MigrateAsync(stopping);
        }

        await kafka.ReadyAsync(stopping);
        await service.StartAsync(services, stopping);
    }
}
