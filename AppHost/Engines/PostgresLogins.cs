using DbPerService.Contracts;

namespace DbPerService.AppHost;

/// <summary>The administrator, the owner of the tables, the service, and the relay of one with events; only the relay may replicate.</summary>
sealed class PostgresLogins(IDistributedApplicationBuilder builder, SystemService service) : ServerLogins(builder, service.Name)
{
    readonly IResourceBuilder<ParameterResource> _migrator = builder.AddGeneratedPassword($"{service.Name}-migrator-password");
    readonly IResourceBuilder<ParameterResource>? _relay = service.HasEvents ? builder.AddGeneratedPassword($"{service.Name}-relay-password") : null;

    public override ServiceDatabase At(ServerAddress address, IResourceBuilder<IResourceWithEndpoints>? server) => new(
        Service,
        server,
        Runtime(address),
        new Dictionary<string, ReferenceExpression>
        {
            [$"{Service}-admin"] = ConnectionString(address, "postgres", Admin, "postgres"),
            [$"{Service}-migrator"] = ConnectionString(address, $"{Service}_migrator", _migrator, Service),
        });

    Dictionary<string, ReferenceExpression> Runtime(ServerAddress address)
    {
        var logins = new Dictionary<string, ReferenceExpression> { [Service] = ConnectionString(address, $"{Service}_app", App, Service) };
        if (_relay is not null)
        {
            logins[$"{Service}-relay"] = ConnectionString(address, $"{Service}_relay", _relay, Service);
        }

        return logins;
    }

    static ReferenceExpression ConnectionString(
        ServerAddress at, string user, IResourceBuilder<ParameterResource> password, string database) => ReferenceExpression.Create(
            $"Host={at.Host};Port={at.Port};Username={user};Password={password};Database={database}");
}
