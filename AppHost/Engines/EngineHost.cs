using DbPerService.Contracts;
using Microsoft.Extensions.Configuration;

namespace DbPerService.AppHost;

/// <summary>
/// Adds databases and broker to the model in one of two ways that look the same to the services. <c>Managed:{name}=true</c> leaves a
/// server out: it runs elsewhere, and its address becomes a parameter.
/// </summary>
abstract class EngineHost(IDistributedApplicationBuilder builder)
{
    protected IDistributedApplicationBuilder Builder { get; } = builder;

    public Broker AddKafka(string name) => IsManaged(name) ? new ManagedKafka(Builder, name).Add() : AddKafkaServer(name);

    /// <summary>
    /// The service's database, of the kind set by <c>{service}:Database</c>, else of the first kind in its entry that is available.
    /// </summary>
    public ServiceDatabase AddDatabase(SystemService service)
    {
        var kind = Choose(service.Name, service.Databases);
        var name = $"{service.Name}-{kind}";
        ServerLogins logins = kind switch
        {
            DatabaseKinds.MongoDB => new MongoLogins(Builder, service.Name),
            DatabaseKinds.Redis => new RedisLogins(Builder, service.Name),
            _ => new PostgresLogins(Builder, service),
        };
        if (IsManaged(name))
        {
            return logins.At(ServerAddress.Managed(Builder, name), server: null);
        }

        var server = AddServer(kind, name, logins.Admin);
        return logins.At(ServerAddress.Of(server), server);
    }

    protected abstract Broker AddKafkaServer(string name);

    protected abstract IResourceBuilder<IResourceWithEndpoints> AddServer(
        string kind, string name, IResourceBuilder<ParameterResource> adminPassword);

    protected abstract bool CanRun(string kind);

    string Choose(string service, IReadOnlyList<string> kinds)
    {
        if (Builder.Configuration[$"{service}:Database"] is not { Length: > 0 } said)
        {
            return kinds.First(CanRun);
        }

        var kind = kinds.FirstOrDefault(kind => string.Equals(kind, said, StringComparison.OrdinalIgnoreCase))
            ?? throw new DistributedApplicationException($"{service}:Database must be {string.Join(" or ", kinds)}, not '{said}'.");
        return CanRun(kind) || IsManaged($"{service}-{kind}")
            ? kind
            : throw new DistributedApplicationException($"{service}:Database is {kind}, which is not available here without containers.");
    }

    bool IsManaged(string name) => Builder.Configuration.GetValue<bool>($"Managed:{name}");

    /// <summary>
    /// <c>Engines:Mode</c> is <c>containers</c>, <c>local</c>, or <c>auto</c>, the default: containers if a runtime is available.
    /// Published output always uses containers. A model with containers does not start without a runtime, hence the choice here.
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
                    ? "engines: local programs, because no container runtime is available (Engines:Mode=containers requires one)"
                    : $"engines: containers on {runtime} (Engines:Mode=local uses local programs instead)");
                return runtime is null ? new LocalEngines(builder) : new ContainerEngines(builder);
            case var other:
                throw new DistributedApplicationException($"Engines:Mode must be auto, containers or local, not '{other}'.");
        }
    }
}
