namespace DbPerService.AppHost;

/// <summary>The administrator, and a user with rights to the service's own keys.</summary>
sealed class RedisLogins(IDistributedApplicationBuilder builder, string service) : ServerLogins(builder, service)
{
    public override ServiceDatabase At(ServerAddress address, IResourceBuilder<IResourceWithEndpoints>? server) => new(
        Service,
        server,
        new Dictionary<string, ReferenceExpression> { [Service] = ConnectionString(address, $"{Service}_app", App) },
        new Dictionary<string, ReferenceExpression> { [$"{Service}-admin"] = ConnectionString(address, "default", Admin) });

    static ReferenceExpression ConnectionString(ServerAddress address, string user, IResourceBuilder<ParameterResource> password) =>
        ReferenceExpression.Create($"{address.Host}:{address.Port},user={user},password={password}");
}
