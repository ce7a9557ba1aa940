using Aspire.Hosting.Kubernetes.Resources;
using YamlDotNet.Serialization;

namespace DbPerService.AppHost;

/// <summary>A workload that exits. Aspire itself only has deployments and stateful sets, which restart what has finished.</summary>
sealed class KubernetesJob() : Workload("batch/v1", "Job")
{
    [YamlMember(Alias = "spec")]
    public JobSpec Spec { get; } = new();

    [YamlIgnore]
    public override PodTemplateSpecV1 PodTemplate => Spec.Template;

    /// <summary>The same pods. A job's template is immutable, so every release has its own job.</summary>
    public static KubernetesJob From(Deployment deployment, string name)
    {
        var job = new KubernetesJob { Metadata = { Name = $"{name}-{{{{ .Release.Revision }}}}", Labels = deployment.Metadata.Labels } };
        job.Spec.Template = deployment.Spec.Template;
        job.Spec.Template.Spec.RestartPolicy = "OnFailure";
        return job;
    }
}

sealed class JobSpec
{
    /// <summary>How often the job is retried: the database may take a while to start.</summary>
    [YamlMember(Alias = "backoffLimit")]
    public int BackoffLimit { get; } = 10;

    [YamlMember(Alias = "template")]
    public PodTemplateSpecV1 Template { get; set; } = new();
}
