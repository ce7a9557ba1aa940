using DbPerService.Contracts;

namespace DbPerService.AppHost;

/// <summary>Puts services into the model as the map describes them.</summary>
sealed class ServiceHost(IDistributedApplicationBuilder builder, EngineHost engines, Broker kafka)
{
    readonly List<HostedService> _added = [];
    readonly IResourceBuilder<ParameterResource> _callerKey = builder.AddGeneratedKey("caller-key");
    IResourceBuilder<ParameterResource>? _paymentTokenKey;

    /// <summary>The services, in the order in which they were added.</summary>
    public IReadOnlyList<HostedService> Added => _added;

    /// <summary>
    /// Adds a service with its database server, of the first kind in its entry that can run here, and connects it with the services that
    /// it calls and that call it.
    /// </summary>
    public void Add<TProject>(SystemService service) where TProject : IProjectMetadata, new()
    {
        var database = service.Databases.Count > 0 ? engines.AddDatabase(service) : null;
        var project = builder.AddService<TProject>(service, database, kafka).WithEnvironment("Callers__Key", _callerKey);
        if (service.ExchangesPaymentTokens)
        {
            _paymentTokenKey ??= builder.AddGeneratedKey("payment-token-key");
            project.WithEnvironment($"{service.Project}__PaymentTokenKey", _paymentTokenKey);
        }

        if (service.HasOperatorAccount)
        {
            project.WithEnvironment($"{service.Project}__OperatorPassword", builder.AddGeneratedPassword("operator-password"));
        }

        foreach (var other in _added)
        {
            Connect(service, project, other.Entry, other.Project);
            Connect(other.Entry, other.Project, service, project);
        }

        _added.Add(new HostedService(service, project, database));
    }

    /// <summary>Gives the caller the address of the called service's API; not its management port, as a reference to it would.</summary>
    static void Connect(
        SystemService caller, IResourceBuilder<ProjectResource> from, SystemService called, IResourceBuilder<ProjectResource> to)
    {
        if (caller.Calls.Contains(called.Name))
        {
            from.WithEnvironment($"services__{called.Name}__http__0", to.GetEndpoint("http"));
        }
    }
}

/// <param name="Entry">Its entry in the map.</param>
/// <param name="Project">The resource that it is.</param>
/// <param name="Database">Its own database server, if it has one.</param>
sealed record HostedService(SystemService Entry, IResourceBuilder<ProjectResource> Project, ServiceDatabase? Database);
