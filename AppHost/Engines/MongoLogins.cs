namespace DbPerService.AppHost;

/// <summary>The administrator, and a user of the service's database.</summary>
sealed class MongoLogins(IDistributedApplicationBuilder builder, string service) : ServerLogins(builder, service)
{
    public override ServiceDatabase At(ServerAddress address, IResourceBuilder<IResourceWithEndpoints>? server) => new(
        Service,
        server,
        new Dictionary<string, ReferenceExpression>
        {
            [Service] = ReferenceExpression.Create($"mongodb://{Service}_app:{App}@{address.Host}:{address.Port}/{Service}"),
        },
        new Dictionary<string, ReferenceExpression>
        {
            [$"{Service}-admin"] = ReferenceExpression.Create($"mongodb://admin:{Admin}@{address.Host}:{address.Port}/admin"),
        });
}
