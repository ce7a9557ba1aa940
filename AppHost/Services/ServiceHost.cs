using DbPerService.Contracts;

namespace DbPerService.AppHost;

/// <summary>Puts services into the model as the map describes them.</summary>
sealed class ServiceHost(IDistributedApplicationBuilder builder, EngineHost engines, Broker kafka)
{
    readonly List<HostedService> _added = [];
    IResourceBuilder<ParameterResource>? _paymentTokenKey;

    /// <summary>The services, in the order in which they were added.</summary>
    public IReadOnlyList<HostedService> Added => _added;

    /// <summary>Adds a service with its database server, of the first kind in its entry that can run here.</summary>
    public void Add<TProject>(SystemService service) where TProject : IProjectMetadata, new()
    {
        var database = engines.AddDatabase(service);
        var project = builder.AddService<TProject>(service.Name, database, kafka);
        if (service.ExchangesPaymentTokens)
        {
            _paymentTokenKey ??= builder.AddGeneratedKey("payment-token-key");
            project.WithEnvironment($"{service.Project}__PaymentTokenKey", _paymentTokenKey);
        }

        _added.Add(new HostedService(service, project, database));
    }
}

/// <param name="Entry">Its entry in the map.</param>
/// <param name="Project">The resource that it is.</param>
/// <param name="Database">Its own database server.</param>
sealed record HostedService(SystemService Entry, IResourceBuilder<ProjectResource> Project, ServiceDatabase Database);
