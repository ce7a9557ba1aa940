namespace DbPerService.AppHost;

/// <summary>The administrator, the owner of the tables, the service, and the relay; only the relay may replicate.</summary>
sealed class PostgresLogins(IDistributedApplicationBuilder builder, string service) : ServerLogins(builder, service)
{
    readonly IResourceBuilder<ParameterResource> _migrator = builder.AddGeneratedPassword($"{service}-migrator-password");
    readonly IResourceBuilder<ParameterResource> _relay = builder.AddGeneratedPassword($"{service}-relay-password");

    public override ServiceDatabase At(ServerAddress address, IResourceBuilder<IResourceWithEndpoints>? server) => new(
        Service,
        server,
        new Dictionary<string, ReferenceExpression>
        {
            [Service] = ConnectionString(address, $"{Service}_app", App, Service),
            [$"{Service}-relay"] = ConnectionString(address, $"{Service}_relay", _relay, Service),
        },
        new Dictionary<string, ReferenceExpression>
        {
            [$"{Service}-admin"] = ConnectionString(address, "postgres", Admin, "postgres"),
            [$"{Service}-migrator"] = ConnectionString(address, $"{Service}_migrator", _migrator, Service),
        });

    static ReferenceExpression ConnectionString(
        ServerAddress at, string user, IResourceBuilder<ParameterResource> password, string database) => ReferenceExpression.Create(
            $"Host={at.Host};Port={at.Port};Username={user};Password={password};Database={database}");
}
