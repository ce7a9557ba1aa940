using DbPerService.Contracts;
using DbPerService.Standalone.Links;
using DbPerService.Standalone.Processes;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone;

/// <summary>A service with its own database: migrated once, then run in the requested number of instances.</summary>
sealed class Service(RunContext context, SystemService entry, ServiceSettings settings, LinkSwitchboard? links)
{
    static readonly TimeSpan MigrationPatience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan HealthPatience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan HealthCheck = TimeSpan.FromMilliseconds(100);

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var spec = ProcessSpec.Dotnet($"{entry.Name}-migrate", entry.Project, "migrate") with
        {
            Environment = settings.ForMigration(),
        };
        var log = context.OpenLog(spec.Name);
        using var child = Child.Start(spec, log, context.Lifeline);
        try
        {
            if (await child.Exited.WaitAsync(MigrationPatience, cancellationToken) is not 0 and var exitCode)
            {
                throw new StartException($"{spec.Name} ended with {exitCode}; its last output:\n{log.Tail}");
            }
        }
        catch (TimeoutException)
        {
            var limit = $"{MigrationPatience.TotalMinutes:0} minutes";
            throw new StartException($"{spec.Name} is not done after {limit}; its last output:\n{log.Tail}");
        }
        finally
        {
            await child.StopAsync(TimeSpan.FromSeconds(5));
        }
    }

    public Task StartAsync(ProcessGroup group, CancellationToken cancellationToken) => Task.WhenAll(
        context.Addresses.Of(entry.Name).Select(address => StartInstanceAsync(group, address, cancellationToken)));

    async Task StartInstanceAsync(ProcessGroup group, ServiceAddresses.Address address, CancellationToken cancellationToken)
    {
        var (name, url, managementPort) = address;
        var log = context.OpenLog(name);
        var spec = ProcessSpec.Dotnet(name, entry.Project) with { Environment = settings.ForInstance(address, links) };
        group.Start(new Supervised(spec, log, context.Lifeline, context.Terminal, context.Clock)
        {
            Held = () => context.State.Holds(name),
            Environment = () => FalseClock.Environment(context.State.ClockOffset(name)),
            Started = pid => context.SystemFile.Set(new SystemFileService(name, pid, url, $"http://127.0.0.1:{managementPort}")),
        });

        if (!await Http.AnswersAsync($"{url}/health", HealthPatience, HealthCheck, cancellationToken))
        {
            throw new StartException($"{name} is not healthy after {HealthPatience.TotalSeconds:0} s; its last output:\n{log.Tail}");
        }
    }
}
