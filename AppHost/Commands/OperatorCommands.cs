using DbPerService.Contracts;

namespace DbPerService.AppHost;

/// <summary>Operator commands on the running system, on the dashboard and as <c>aspire resource NAME COMMAND</c>.</summary>
static class OperatorCommands
{
    public static void AddOperatorCommands(this IDistributedApplicationBuilder builder, ServiceHost services)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var system = new RunningSystem([.. services.Added.Select(service => service.Project)]);
        var replay = new ReplayProgram(builder, system);
        foreach (var (entry, project, database) in services.Added)
        {
            if (entry == SystemMap.Orders)
            {
                project.WithPlaceOrdersCommand(system).WithReplayCommand(replay).WithVerifyCommand(replay);
            }

            if (entry.HasEvents)
            {
                project.WithRedriveCommand(system);
            }

            database?.Server?.WithOutageCommand(entry.Name, system);
        }
    }
}
