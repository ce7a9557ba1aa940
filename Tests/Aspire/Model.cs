using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace DbPerService.Tests.Hosting;

/// <summary>The AppHost's model, made and not started.</summary>
static class Model
{
    public static readonly string[] Services = ["orders", "payments", "inventory"];

    static readonly string[] DatabaseKinds = ["postgres", "mongodb", "redis"];

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(string mode) => DistributedApplicationTestingBuilder
        .CreateAsync<Projects.AppHost>([$"--Engines:Mode={mode}"], TestContext.Current.CancellationToken);

    public static IResource DatabaseOf(IEnumerable<IResource> resources, string service) =>
        resources.Single(resource => DatabaseKinds.Any(kind => resource.Name == $"{service}-{kind}"));

    /// <summary>A resource's environment as a deployment sees it: secrets and addresses stand as references in braces.</summary>
    public static async Task<Dictionary<string, string>> EnvironmentAsync(IServiceProvider services, IResource resource)
    {
        var publishing = new DistributedApplicationExecutionContextOptions(DistributedApplicationOperation.Publish) { Services = services };
        var configuration = await ExecutionConfigurationBuilder.Create(resource)
            .WithEnvironmentVariablesConfig()
            .BuildAsync(new DistributedApplicationExecutionContext(publishing), cancellationToken: TestContext.Current.CancellationToken);
        return configuration.EnvironmentVariables.ToDictionary();
    }
}
