namespace DbPerService.AppHost;

/// <summary>The logins of one service's database server, each with only the rights it needs.</summary>
abstract class ServerLogins(IDistributedApplicationBuilder builder, string service)
{
    protected string Service { get; } = service;

    public IResourceBuilder<ParameterResource> Admin { get; } = builder.AddGeneratedPassword($"{service}-admin-password");

    protected IResourceBuilder<ParameterResource> App { get; } = builder.AddGeneratedPassword($"{service}-app-password");

    public abstract ServiceDatabase At(ServerAddress address, IResourceBuilder<IResourceWithEndpoints>? server);
}
