namespace DbPerService.Gateway.Api;

/// <summary>Who may call a route. An operator may also call every route that only reads.</summary>
enum Access
{
    /// <summary>Everyone, without a session.</summary>
    Anyone,

    /// <summary>Whoever has a session.</summary>
    SignedIn,

    /// <summary>Operators only.</summary>
    Operator,

    /// <summary>The user whose order the id in the path is.</summary>
    OrderOwner,

    /// <summary>The user whose id is in the path.</summary>
    SameUser,

    /// <summary>The session whose id is in the path.</summary>
    SameSession,

    /// <summary>The user whose id is the query's <c>userId</c>, which is added if it is missing.</summary>
    OwnList,
}

/// <summary>How a route is served.</summary>
enum Serving
{
    /// <summary>By the service, under the same path.</summary>
    Forwarded,

    /// <summary>By the service, whose response is kept here and revalidated by its ETag.</summary>
    Cached,

    /// <summary>By the Gateway, which asks several services.</summary>
    Composed,
}

/// <summary>A route that callers outside the system can use.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path; an id that <see cref="Access"/> is about is its first parameter.</param>
/// <param name="Service">The service that serves it.</param>
/// <param name="Access">Who may call it.</param>
/// <param name="Serving">How it is served.</param>
sealed record GatewayRoute(string Method, string Path, string Service, Access Access, Serving Serving = Serving.Forwarded)
{
    /// <summary>Whether a call changes nothing.</summary>
    public bool IsRead { get; } = HttpMethods.IsGet(Method);

    /// <summary>The name of the path's first parameter.</summary>
    public string Parameter { get; } = Path.Split('{', '}') is [_, var name, ..] ? name : "";
}
