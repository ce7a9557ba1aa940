using DbPerService.Messaging;

namespace DbPerService.Contracts;

/// <summary>A service's entry in the <see cref="SystemMap"/>.</summary>
/// <param name="Project">
/// Its folder in <c>Services/</c> and the project in it. In lower case it is the name of the service, its database, its connection string
/// and its consumer group.
/// </param>
public sealed record SystemService(string Project) : ServiceDeclaration(Project.ToLowerInvariant())
{
    /// <summary>The <see cref="DatabaseKinds"/> that it can run on, the preferred one first.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>The names of the services whose API it calls: it gets their addresses, and nobody else's.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    /// <summary>Whether callers outside the system reach it. All others are reached inside the private network only.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Whether it publishes or subscribes: it has an outbox or an inbox, and an operator sees both under <c>/sync</c>.</summary>
    public bool HasEvents => Publishes.Count > 0 || Subscribes.Count > 0;

    /// <summary>Whether it seals or opens payment tokens: the services that do share a secret, and nobody else gets it.</summary>
    public bool ExchangesPaymentTokens { get; init; }

    /// <summary>Whether it keeps the account of the operator: the host gives it the password.</summary>
    public bool HasOperatorAccount { get; init; }
}
