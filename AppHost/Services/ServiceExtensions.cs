using DbPerService.Contracts;
using Microsoft.Extensions.Configuration;

namespace DbPerService.AppHost;

static class ServiceExtensions
{
    public const string ManagementEndpoint = "management";

    const int PublishedReplicas = 2;
    const int PublishedManagementPort = 8081;

    /// <summary>
    /// A service with its database, if it has one: a migrate job that creates logins, database and tables, and the service itself, which
    /// gets only the logins it needs. <c>Replicas:{name}</c> sets the number of instances: by default one when run, two when published.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(
        this IDistributedApplicationBuilder builder, SystemService entry, ServiceDatabase? database, Broker kafka)
        where TProject : IProjectMetadata, new()
    {
        var name = entry.Name;
        var service = builder.AddProject<TProject>(name, WithoutProfile)
            .WithHttpEndpoint()
            .WithManagementEndpoint()
            // Health checks when run, probes in Kubernetes.
            .WithHttpProbe(ProbeType.Readiness, "/health")
            .WithHttpProbe(ProbeType.Liveness, "/alive")
            .WithEndpoint("http", endpoint => endpoint.IsExternal = entry.IsExternal)
            .WithUrlForEndpoint("http", url => url.DisplayText = $"{entry.Project} API")
            .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/openapi/v1.json", DisplayText = "OpenAPI document" })
            .WithUrlForEndpoint(ManagementEndpoint, url => url.DisplayText = $"{entry.Project} management")
            .ScaleOut(builder.Replicas(name));
        if (database is not null)
        {
            service.WithConnectionStrings(database.Runtime).WaitForCompletion(builder.AddMigrateJob<TProject>(name, database));
        }

        return entry.HasEvents ? service.WithMessaging(kafka) : service;
    }

    static IResourceBuilder<ProjectResource> AddMigrateJob<TProject>(
        this IDistributedApplicationBuilder builder, string service, ServiceDatabase database)
        where TProject : IProjectMetadata, new()
    {
        var migrate = builder.AddProject<TProject>($"{service}-migrate", WithoutProfile)
            .WithArgs("migrate")
            .WithConnectionStrings(database.Runtime)
            .WithConnectionStrings(database.Preparation)
            .PublishAsJob();
        return database.Server is { } server ? migrate.WithParentRelationship(server).WaitFor(server) : migrate;
    }

    static IResourceBuilder<ProjectResource> WithMessaging(this IResourceBuilder<ProjectResource> service, Broker kafka)
    {
        service
            .WithEnvironment("ConnectionStrings__kafka", kafka.ConnectionString)
            .WithUrlForEndpoint(ManagementEndpoint, _ => new ResourceUrlAnnotation { Url = "/sync", DisplayText = "Sync lag" });
        if (kafka.Server is not null)
        {
            service.WaitFor(kafka.Server);
        }

        foreach (var (setting, value) in kafka.Settings)
        {
            service.WithEnvironment(setting, value);
        }

        return service;
    }

    /// <summary>The management port: reachable from the other resources and from this machine, never external.</summary>
    static IResourceBuilder<ProjectResource> WithManagementEndpoint(this IResourceBuilder<ProjectResource> service) =>
        service.WithHttpEndpoint(
            // When run, each instance on this machine needs its own port; when published, each has its own address.
            targetPort: service.ApplicationBuilder.ExecutionContext.IsPublishMode ? PublishedManagementPort : null,
            name: ManagementEndpoint,
            env: "Management__Port")
            .KeepFromService(ManagementEndpoint);

    static void WithoutProfile(ProjectResourceOptions options) => options.ExcludeLaunchProfile = true;

    static IResourceBuilder<ProjectResource> WithConnectionStrings(
        this IResourceBuilder<ProjectResource> project, IReadOnlyDictionary<string, ReferenceExpression> connectionStrings)
    {
        foreach (var (name, value) in connectionStrings)
        {
            project.WithEnvironment($"ConnectionStrings__{name}", value);
        }

        return project;
    }

    static int Replicas(this IDistributedApplicationBuilder builder, string service) =>
        builder.Configuration.GetValue<int?>($"Replicas:{service}") ?? (builder.ExecutionContext.IsPublishMode ? PublishedReplicas : 1);
}
