using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;
using Aspire.Hosting.Kubernetes.Resources;
using ComposeService = Aspire.Hosting.Docker.Resources.ComposeNodes.Service;

namespace DbPerService.AppHost;

/// <summary>
/// How a published service or migrate job runs: with the rights and the memory that it needs, and with time to start and to stop.
/// </summary>
static class ServiceContainer
{
    /// <summary>The user <c>app</c> of Microsoft's .NET images; only by a number can Kubernetes tell that it is not root.</summary>
    const int User = 1654;

    // About three times what a service was measured to use. The collector keeps the heap below three quarters of it.
    const int MemoryMiB = 512;

    // The host stops within 30 s; before that, new connections may still arrive for as long as it takes to leave the load balancers.
    const int LeaveSeconds = 5;
    const int StopSeconds = LeaveSeconds + 30 + 5;

    // A service accepts connections once it has reached its database.
    const int StartSeconds = 300;
    const int StartProbeSeconds = 2;

    /// <summary>The runtime's diagnostic port is a file, and there is no place for one.</summary>
    public static readonly (string Name, string Value) NoDiagnosticPort = ("DOTNET_EnableDiagnostics", "0");

    // The images of .NET have a shell, but no program that sends requests.
    const string HealthRequest =
        "exec 3<>/dev/tcp/127.0.0.1/$$HTTP_PORTS && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 " +
        "&& read -r status <&3 && [[ $$status == *' 200 '* ]]";

    public static void Restrict(ComposeService container)
    {
        container.User = $"{User}:{User}";
        container.ReadOnly = true;
        container.CapDrop = ["ALL"];
        container.SecurityOpt = ["no-new-privileges:true"];
        container.Deploy ??= new Deploy();
        container.Deploy.Resources = new Resources { Limits = new ResourceSpec { Memory = $"{MemoryMiB}M" } };
    }

    public static void Restrict(PodSpecV1 pod)
    {
        pod.AutomountServiceAccountToken = false;
        pod.EnableServiceLinks = false;
        pod.SecurityContext = new PodSecurityContextV1
        {
            RunAsNonRoot = true,
            RunAsUser = User,
            RunAsGroup = User,
            SeccompProfile = new SeccompProfileV1 { Type = "RuntimeDefault" },
        };
        foreach (var container in pod.Containers)
        {
            container.SecurityContext = new SecurityContextV1
            {
                AllowPrivilegeEscalation = false,
                ReadOnlyRootFilesystem = true,
                Capabilities = new CapabilitiesV1 { Drop = { "ALL" } },
            };
            // No limit on the processor: throttling shows as lag.
            container.Resources = new ResourceRequirementsV1
            {
                Requests = { ["cpu"] = "250m", ["memory"] = $"{MemoryMiB}Mi" },
                Limits = { ["memory"] = $"{MemoryMiB}Mi" },
            };
        }
    }

    public static void KeepRunning(ComposeService container, int replicas)
    {
        container.Restart = "unless-stopped";
        container.StopGracePeriod = $"{StopSeconds}s";
        container.Deploy ??= new Deploy();
        container.Deploy.Replicas = replicas;
        container.Healthcheck = new Healthcheck
        {
            Test = ["CMD", "bash", "-c", HealthRequest],
            Interval = "10s",
            Timeout = "3s",
            Retries = 3,
            StartPeriod = $"{StartSeconds}s",
        };
    }

    public static void KeepRunning(PodSpecV1 pod)
    {
        pod.TerminationGracePeriodSeconds = StopSeconds;
        var container = pod.Containers.Single();
        // A new handler has an empty action of every kind, and Kubernetes accepts only one; the types do not allow for that.
        container.Lifecycle = new LifecycleV1
        {
            PreStop = new LifecycleHandlerV1
            {
                Sleep = new SleepActionV1 { Seconds = LeaveSeconds },
                Exec = null!,
                HttpGet = null!,
                TcpSocket = null!,
            },
        };
        var alive = container.LivenessProbe!.HttpGet!;
        container.StartupProbe = new ProbeV1
        {
            HttpGet = new HttpGetActionV1 { Path = alive.Path, Port = alive.Port },
            PeriodSeconds = StartProbeSeconds,
            FailureThreshold = StartSeconds / StartProbeSeconds,
        };
        foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe! })
        {
            // Aspire writes "http", which Kubernetes rejects.
            probe.HttpGet!.Scheme = "HTTP";
        }
    }
}
