namespace DbPerService.AppHost;

/// <summary>The logins of one service's PostgreSQL server, each with the least it needs.</summary>
internal sealed record PostgresLogins(
    string Service,
    IResourceBuilder<ParameterResource> Admin,
    IResourceBuilder<ParameterResource> Migrator,
    IResourceBuilder<ParameterResource> App,
    IResourceBuilder<ParameterResource> Relay)
{
    public static PostgresLogins Generate(IDistributedApplicationBuilder builder, string service)
    {
        IResourceBuilder<ParameterResource> Password(string login) => builder.AddGeneratedPassword($"{service}-{login}-password");
        return new PostgresLogins(service, Password("admin"), Password("migrator"), Password("app"), Password("relay"));
    }

    public IReadOnlyDictionary<string, ReferenceExpression> Runtime(IResourceBuilder<IResourceWithEndpoints> server) =>
        new Dictionary<string, ReferenceExpression>
        {
            [Service] = ConnectionString(server, $"{Service}_app", App, Service),
            [$"{Service}-relay"] = ConnectionString(server, $"{Service}_relay", Relay, Service),
        };

    public IReadOnlyDictionary<string, ReferenceExpression> Preparation(IResourceBuilder<IResourceWithEndpoints> server) =>
        new Dictionary<string, ReferenceExpression>
        {
            [$"{Service}-admin"] = ConnectionString(server, "postgres", Admin, "postgres"),
            [$"{Service}-migrator"] = ConnectionString(server, $"{Service}_migrator", Migrator, Service),
        };

    static ReferenceExpression ConnectionString(
        IResourceBuilder<IResourceWithEndpoints> server, string user, IResourceBuilder<ParameterResource> password, string database)
    {
        var endpoint = server.GetEndpoint("tcp");
        var (host, port) = (endpoint.Property(EndpointProperty.Host), endpoint.Property(EndpointProperty.Port));
        return ReferenceExpression.Create($"Host={host};Port={port};Username={user};Password={password};Database={database}");
    }
}
