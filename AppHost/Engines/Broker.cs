namespace DbPerService.AppHost;

/// <param name="Server">The resource to wait for; null if it is managed elsewhere.</param>
/// <param name="ConnectionString">The connection string <c>kafka</c> of every service.</param>
/// <param name="Settings">Further settings of every service, as environment variables.</param>
sealed record Broker(
    IResourceBuilder<IResource>? Server, ReferenceExpression ConnectionString, IReadOnlyDictionary<string, ReferenceExpression> Settings);
