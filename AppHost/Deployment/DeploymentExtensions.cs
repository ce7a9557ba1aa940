using Aspire.Hosting.Kubernetes.Resources;
using Microsoft.Extensions.Configuration;

namespace DbPerService.AppHost;

/// <summary>The output of <c>aspire publish</c>; see docs/deploy.md.</summary>
static class DeploymentExtensions
{
    const string Compose = "compose";
    const string Kubernetes = "kubernetes";
    const string VolumeSize = "10Gi";
    const int ServerStopSeconds = 60;

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
            project.PublishAsDockerComposeService((_, container) =>
            {
                container.Restart = "on-failure";
                ServiceContainer.Restrict(container);
            });
        }
        else if (project.ApplicationBuilder.Publishes(Kubernetes))
        {
            project.PublishAsKubernetesService(resource =>
            {
                var deployment = (Deployment)resource.Workload!;
                resource.Workload = KubernetesJob.From(deployment, project.Resource.Name);
                ServiceContainer.Restrict(resource.Workload.PodTemplate.Spec);
            });
        }

        return project.WithoutDiagnosticPort();
    }

    /// <summary>The number of instances: they share the partitions, and one relay is active while the others stand by.</summary>
    public static IResourceBuilder<ProjectResource> ScaleOut(this IResourceBuilder<ProjectResource> service, int replicas)
    {
        if (service.ApplicationBuilder.Publishes(Compose))
        {
            service.PublishAsDockerComposeService((_, container) =>
            {
                ServiceContainer.Restrict(container);
                ServiceContainer.KeepRunning(container, replicas);
            });
        }
        else if (service.ApplicationBuilder.Publishes(Kubernetes))
        {
            service.PublishAsKubernetesService(resource =>
            {
                var pod = resource.Workload!.PodTemplate.Spec;
                ServiceContainer.Restrict(pod);
                ServiceContainer.KeepRunning(pod);
            });
        }

        return service.WithReplicas(replicas).WithoutDiagnosticPort();
    }

    /// <summary>A database or broker: stopped with time to write its data, and on Kubernetes without what it does not need.</summary>
    /// <param name="server">The server.</param>
    /// <param name="configure">Further settings of its pod.</param>
    public static IResourceBuilder<T> PublishAsServer<T>(this IResourceBuilder<T> server, Action<PodSpecV1>? configure = null)
        where T : ContainerResource
    {
        if (server.ApplicationBuilder.Publishes(Compose))
        {
            server.PublishAsDockerComposeService((_, container) =>
            {
                container.Restart = "unless-stopped";
                container.StopGracePeriod = $"{ServerStopSeconds}s";
            });
        }
        else if (server.ApplicationBuilder.Publishes(Kubernetes))
        {
            server.PublishAsKubernetesService(resource =>
            {
                var set = (StatefulSet)resource.Workload!;
                // Required before Kubernetes 1.33.
                set.Spec.ServiceName = resource.Service!.Metadata.Name;
                var pod = set.Spec.Template.Spec;
                pod.TerminationGracePeriodSeconds = ServerStopSeconds;
                pod.AutomountServiceAccountToken = false;
                pod.EnableServiceLinks = false;
                configure?.Invoke(pod);
            });
        }

        return server;
    }

    static IResourceBuilder<ProjectResource> WithoutDiagnosticPort(this IResourceBuilder<ProjectResource> project) =>
        project.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? project.WithEnvironment(ServiceContainer.NoDiagnosticPort.Name, ServiceContainer.NoDiagnosticPort.Value)
            : project;

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
