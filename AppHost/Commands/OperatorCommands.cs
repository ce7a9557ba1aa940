namespace DbPerService.AppHost;

internal static class OperatorCommands
{
    public static void AddOperatorCommands(
        this IDistributedApplicationBuilder builder,
        IReadOnlyList<IResourceBuilder<ProjectResource>> services,
        IReadOnlyList<ServiceDatabase> databases)
    {
        _ = builder;
        _ = services;
        _ = databases;
    }
}
