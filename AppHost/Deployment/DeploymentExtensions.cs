namespace DbPerService.AppHost;

internal static class DeploymentExtensions
{
    /// <summary>What <c>aspire publish</c> writes: Docker Compose, or a Helm chart with <c>--Deploy:Target=kubernetes</c>.</summary>
    public static void AddDeploymentTargets(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        switch (builder.Configuration["Deploy:Target"])
        {
            case null or "" or "compose":
                builder.AddDockerComposeEnvironment("compose");
                break;
            case "kubernetes":
                builder.AddKubernetesEnvironment("kubernetes");
                break;
            case var other:
                throw new DistributedApplicationException($"Deploy:Target must be compose or kubernetes, not '{other}'.");
        }
    }

    public static IResourceBuilder<ProjectResource> PublishAsJob(this IResourceBuilder<ProjectResource> project) => project;
}
