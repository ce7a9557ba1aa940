namespace DbPerService.AppHost;

/// <summary>A service's database server, and the connection strings for the service and its migrate job.</summary>
/// <param name="Service">The owner.</param>
/// <param name="Server">The resource to wait for; null if it is managed elsewhere.</param>
/// <param name="Runtime">The connection strings, by name, that the service gets.</param>
/// <param name="Preparation">The connection strings that only the migrate job gets, which runs before the service starts.</param>
sealed record ServiceDatabase(
    string Service,
    IResourceBuilder<IResourceWithEndpoints>? Server,
    IReadOnlyDictionary<string, ReferenceExpression> Runtime,
    IReadOnlyDictionary<string, ReferenceExpression> Preparation);
