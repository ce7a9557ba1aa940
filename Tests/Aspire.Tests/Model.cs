using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using DbPerService.Contracts;

namespace DbPerService.Tests.Hosting;

/// <summary>The AppHost's model, built but not started.</summary>
static class Model
{
    public static readonly string[] Services = [.. SystemMap.Services.Select(service => service.Name)];

    /// <summary>Those that own a database.</summary>
    public static readonly string[] Owners =
        [.. SystemMap.Services.Where(service => service.Databases.Count > 0).Select(service => service.Name)];

    /// <summary>The service, and the job that prepares its database if it has one.</summary>
    public static IEnumerable<string> WithMigrateJob(string service) => Owners.Contains(service) ? [service, $"{service}-migrate"] : [service];

    // Otherwise the output of services and engines goes to the console, and so do health checks during intended outages.
    public static readonly string[] QuietLogs =
    [
        "--Logging:LogLevel:Default=Warning",
        "--Logging:LogLevel:AppHost.Resources=None",
        "--Logging:LogLevel:Aspire.Hosting.Dcp=Critical",
        "--Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks=None",
    ];

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(string mode) => DistributedApplicationTestingBuilder
        .CreateAsync<Projects.AppHost>([$"--Engines:Mode={mode}", .. QuietLogs], TestContext.Current.CancellationToken);

    public static IResource DatabaseOf(IEnumerable<IResource> resources, string service) =>
        resources.Single(resource => SystemMap.Services.Single(entry => entry.Name == service).Databases.Any(kind => resource.Name == $"{service}-{kind}"));

    /// <summary>
    /// A resource's environment: as deployed, with references to secrets and addresses in braces, or as run.
    /// </summary>
    public static async Task<Dictionary<string, string>> EnvironmentAsync(
        IServiceProvider services, IResource resource, DistributedApplicationOperation operation = DistributedApplicationOperation.Publish)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource)
            .WithEnvironmentVariablesConfig()
            .BuildAsync(Context(services, operation), cancellationToken: TestContext.Current.CancellationToken);
        return configuration.EnvironmentVariables.ToDictionary();
    }

    /// <summary>The arguments of a resource's program.</summary>
    public static async Task<List<string>> ArgumentsAsync(
        IServiceProvider services, IResource resource, DistributedApplicationOperation operation)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource)
            .WithArgumentsConfig()
            .BuildAsync(Context(services, operation), cancellationToken: TestContext.Current.CancellationToken);
        return [.. configuration.Arguments.Select(argument => argument.Value)];
    }

    static DistributedApplicationExecutionContext Context(IServiceProvider services, DistributedApplicationOperation operation) =>
        new(new DistributedApplicationExecutionContextOptions(operation) { Services = services });
}
