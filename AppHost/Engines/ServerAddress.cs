namespace DbPerService.AppHost;

/// <summary>The address of a server: the endpoint of a resource, or parameters for a server that is managed elsewhere.</summary>
sealed record ServerAddress(ReferenceExpression Host, ReferenceExpression Port)
{
    public static ServerAddress Of(IResourceBuilder<IResourceWithEndpoints> server)
    {
        var endpoint = server.GetEndpoint("tcp");
        return new ServerAddress(
            ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.Host)}"),
            ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.Port)}"));
    }

    /// <summary>Two parameters, set at deployment.</summary>
    public static ServerAddress Managed(IDistributedApplicationBuilder builder, string name)
    {
        var (host, port) = (builder.AddParameter($"{name}-host"), builder.AddParameter($"{name}-port"));
        return new ServerAddress(ReferenceExpression.Create($"{host}"), ReferenceExpression.Create($"{port}"));
    }
}
