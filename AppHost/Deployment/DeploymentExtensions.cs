using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;
using Aspire.Hosting.Kubernetes.Resources;
using Microsoft.Extensions.Configuration;

namespace DbPerService.AppHost;

/// <summary>The output of <c>aspire publish</c>; see docs/deploy.md.</summary>
internal static class DeploymentExtensions
{
    const string Compose = "compose";
    const string Kubernetes = "kubernetes";
    const string VolumeSize = "10Gi";

    /// <summary>Docker Compose, or a Helm chart with <c>Deploy:Target=kubernetes</c>.</summary>
    public static void AddDeploymentTarget(this IDistributedApplicationBuilder builder)
    {
        if (builder.Publishes(Compose))
        {
            builder.AddDockerComposeEnvironment(Compose);
        }
        else if (builder.Publishes(Kubernetes))
        {
            builder.AddKubernetesEnvironment(Kubernetes).WithProperties(environment =>
            {
                // Otherwise the databases would lose their data with their pods.
                environment.DefaultStorageType = "pvc";
                environment.DefaultStorageSize = VolumeSize;
            });
        }
        else if (builder.ExecutionContext.IsPublishMode)
        {
            throw new DistributedApplicationException($"Deploy:Target must be {Compose} or {Kubernetes}, not '{Target(builder)}'.");
        }
    }

    /// <summary>Runs once per deployment and exits.</summary>
    public static IResourceBuilder<ProjectResource> PublishAsJob(this IResourceBuilder<ProjectResource> project)
    {
        if (project.ApplicationBuilder.Publishes(Compose))
        {
            project.PublishAsDockerComposeService((_, container) => container.Restart = "on-failure");
        }
        else if (project.ApplicationBuilder.Publishes(Kubernetes))
        {
            project.PublishAsKubernetesService(resource =>
            {
                var deployment = (Deployment)resource.Workload!;
                resource.Workload = KubernetesJob.From(deployment, project.Resource.Name);
            });
        }

        return project;
    }

    /// <summary>The number of instances: they share the partitions, and one relay is active while the others stand by.</summary>
    public static IResourceBuilder<ProjectResource> ScaleOut(this IResourceBuilder<ProjectResource> service, int replicas)
    {
        if (service.ApplicationBuilder.Publishes(Compose))
        {
            service.PublishAsDockerComposeService((_, container) =>
            {
                container.Restart = "unless-stopped";
                container.Deploy = new Deploy { Replicas = replicas };
            });
        }

        return service.WithReplicas(replicas);
    }

    /// <summary>Keeps an endpoint out of the Kubernetes service: only the pod itself serves it.</summary>
    public static IResourceBuilder<ProjectResource> KeepFromService(this IResourceBuilder<ProjectResource> service, string endpoint)
    {
        if (service.ApplicationBuilder.Publishes(Kubernetes))
        {
            service.PublishAsKubernetesService(resource => resource.Service?.Spec.Ports.RemoveAll(port => port.Name == endpoint));
        }

        return service;
    }

    static bool Publishes(this IDistributedApplicationBuilder builder, string target) =>
        builder.ExecutionContext.IsPublishMode && string.Equals(Target(builder), target, StringComparison.OrdinalIgnoreCase);

    static string Target(IDistributedApplicationBuilder builder) =>
        builder.Configuration["Deploy:Target"] is { Length: > 0 } target ? target : Compose;
}
