namespace DbPerService.AppHost;

/// <summary>A service's own database server, and the connection strings that go to its two projects.</summary>
/// <param name="Service">The owner.</param>
/// <param name="Server">What is waited for; null when it is managed elsewhere.</param>
/// <param name="Runtime">Connection strings by name that the service gets.</param>
/// <param name="Preparation">Those that only the job gets which prepares the database before the service starts.</param>
internal sealed record ServiceDatabase(
    string Service,
    IResourceBuilder<IResourceWithEndpoints>? Server,
    IReadOnlyDictionary<string, ReferenceExpression> Runtime,
    IReadOnlyDictionary<string, ReferenceExpression> Preparation);
