namespace DbPerService.AppHost;

/// <param name="Server">What is waited for; null when it is managed elsewhere.</param>
/// <param name="ConnectionString">The connection string <c>kafka</c> of every service.</param>
/// <param name="Settings">What a service has to know beyond it, as environment variables.</param>
internal sealed record Broker(
    IResourceBuilder<IResource>? Server, ReferenceExpression ConnectionString, IReadOnlyDictionary<string, ReferenceExpression> Settings);
