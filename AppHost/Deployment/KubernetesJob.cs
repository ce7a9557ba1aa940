using Aspire.Hosting.Kubernetes.Resources;
using YamlDotNet.Serialization;

namespace DbPerService.AppHost;

/// <summary>A workload that ends: Aspire itself knows deployments and stateful sets, which start again what has finished.</summary>
internal sealed class KubernetesJob() : Workload("batch/v1", "Job")
{
    [YamlMember(Alias = "spec")]
    public JobSpec Spec { get; } = new();

    [YamlIgnore]
    public override PodTemplateSpecV1 PodTemplate => Spec.Template;

    /// <summary>The same pods. A job's template cannot be changed, so every release has a job of its own.</summary>
    public static KubernetesJob From(Deployment deployment, string name)
    {
        var job = new KubernetesJob { Metadata = { Name = $"{name}-{{{{ .Release.Revision }}}}", Labels = deployment.Metadata.Labels } };
        job.Spec.Template = deployment.Spec.Template;
        job.Spec.Template.Spec.RestartPolicy = "OnFailure";
        return job;
    }
}

internal sealed class JobSpec
{
    /// <summary>How often it is tried: the database may take its time to come up.</summary>
    [YamlMember(Alias = "backoffLimit")]
    public int BackoffLimit { get; } = 10;

    [YamlMember(Alias = "template")]
    public PodTemplateSpecV1 Template { get; set; } = new();
}
