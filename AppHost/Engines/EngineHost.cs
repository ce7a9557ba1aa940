using Microsoft.Extensions.Configuration;

namespace DbPerService.AppHost;

/// <summary>Puts databases and broker into the model, in one of two ways that the services cannot tell apart.</summary>
internal abstract class EngineHost(IDistributedApplicationBuilder builder)
{
    protected IDistributedApplicationBuilder Builder { get; } = builder;

    public abstract Broker AddKafka(string name);

    public ServiceDatabase AddPostgres(string service)
    {
        var logins = PostgresLogins.Generate(Builder, service);
        var server = AddPostgresServer($"{service}-postgres", logins.Admin);
        return new ServiceDatabase(service, server, logins.Runtime(server), logins.Preparation(server));
    }

    protected abstract IResourceBuilder<IResourceWithEndpoints> AddPostgresServer(
        string name, IResourceBuilder<ParameterResource> adminPassword);

    /// <summary>
    /// <c>Engines:Mode</c> is <c>containers</c>, <c>local</c>, or <c>auto</c>, the default: containers where a runtime answers.
    /// What is published always names containers. A model with containers does not start without a runtime, hence the choice here.
    /// </summary>
    public static EngineHost Choose(IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return new ContainerEngines(builder);
        }

        switch (builder.Configuration["Engines:Mode"])
        {
            case "containers":
                return new ContainerEngines(builder);
            case "local":
                return new LocalEngines(builder);
            case null or "" or "auto":
                var runtime = ContainerRuntime.FindAnswering(builder.Configuration);
                Console.WriteLine(runtime is null
                    ? "engines: local programs, since no container runtime answers (Engines:Mode=containers insists on one)"
                    : $"engines: containers, by {runtime} (Engines:Mode=local does without)");
                return runtime is null ? new LocalEngines(builder) : new ContainerEngines(builder);
            case var other:
                throw new DistributedApplicationException($"Engines:Mode must be auto, containers or local, not '{other}'.");
        }
    }
}
