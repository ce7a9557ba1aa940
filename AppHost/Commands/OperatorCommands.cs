namespace DbPerService.AppHost;

/// <summary>Operator commands on the running system, on the dashboard and as <c>aspire resource NAME COMMAND</c>.</summary>
static class OperatorCommands
{
    public static void AddOperatorCommands(
        this IDistributedApplicationBuilder builder,
        IReadOnlyList<IResourceBuilder<ProjectResource>> services,
        IReadOnlyList<ServiceDatabase> databases)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var system = new RunningSystem(services);
        var replay = new ReplayProgram(builder, system);
        services.Single(service => service.Resource.Name == "orders")
            .WithPlaceOrdersCommand(system)
            .WithReplayCommand(replay)
            .WithVerifyCommand(replay);

        foreach (var service in services)
        {
            service.WithRedriveCommand(system);
        }

        foreach (var database in databases)
        {
            database.Server?.WithOutageCommand(database.Service, system);
        }
    }
}
