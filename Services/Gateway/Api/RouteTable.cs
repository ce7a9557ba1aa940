using DbPerService.Contracts;

namespace DbPerService.Gateway.Api;

/// <summary>Every route that callers outside the system can use; anything else is 404. <c>docs/gateway.md</c> has the same table.</summary>
static class RouteTable
{
    public const string SignIn = "/sessions";

    public static IReadOnlyList<GatewayRoute> All { get; } =
    [
        .. Of(
            SystemMap.Orders,
            ("POST", "/orders", Access.SignedIn),
            ("GET", "/orders", Access.OwnList),
            ("GET", "/orders/{id}", Access.OrderOwner),
            ("POST", "/orders/{id}/cancel", Access.OrderOwner)),
        new("GET", "/orders/{id}/details", SystemMap.Gateway.Name, Access.OrderOwner, Serving.Composed),
        .. Of(
            SystemMap.Payments,
            ("GET", "/payments", Access.Operator),
            ("GET", "/payments/{orderId}", Access.OrderOwner)),
        .. Of(
            SystemMap.Inventory,
            ("GET", "/stock", Access.Anyone),
            ("GET", "/stock/{productId}", Access.Anyone),
            ("PUT", "/stock/{productId}", Access.Operator),
            ("POST", "/stock/{productId}/receipts", Access.Operator),
            ("GET", "/reservations", Access.Operator),
            ("GET", "/reservations/{orderId}", Access.OrderOwner)),
        .. Of(
            SystemMap.Users,
            ("POST", "/users", Access.Anyone),
            ("GET", "/users/{id}", Access.SameUser),
            ("PUT", "/users/{id}", Access.SameUser),
            ("GET", "/profiles", Access.SignedIn),
            ("GET", "/profiles/{id}", Access.SignedIn)),
        .. Of(
            SystemMap.Products,
            ("GET", "/products", Access.Anyone),
            ("GET", "/products/{id}", Access.Anyone),
            ("POST", "/products", Access.Operator),
            ("PUT", "/products/{id}", Access.Operator)),
        .. Of(SystemMap.Search, ("GET", "/search", Access.Anyone)),
        .. Of(
            SystemMap.Sessions,
            ("POST", SignIn, Access.Anyone),
            ("GET", "/sessions/{id}", Access.SameSession),
            ("DELETE", "/sessions/{id}", Access.SameSession),
            ("PUT", "/sessions/{id}/basket", Access.SameSession),
            ("POST", "/sessions/{id}/checkout", Access.SameSession)),
        new("GET", "/countries", SystemMap.ReferenceData.Name, Access.Anyone, Serving.Cached),
        new("GET", "/currencies", SystemMap.ReferenceData.Name, Access.Anyone, Serving.Cached),
        .. Of(
            SystemMap.ReferenceData,
            ("GET", "/countries/{code}", Access.Anyone),
            ("GET", "/currencies/{code}", Access.Anyone)),
        .. Of(
            SystemMap.OrderHistory,
            ("GET", "/history/orders/{id}", Access.OrderOwner),
            ("GET", "/history/users/{userId}", Access.SameUser),
            ("GET", "/history/users/{userId}/{**rest}", Access.SameUser)),
    ];

    /// <summary>For the OpenAPI document, which describes only what the Gateway itself answers.</summary>
    public static string Description { get; } =
        "The only service that callers outside the system reach. It forwards to the other services under the same paths, which their own "
        + $"OpenAPI documents describe: {string.Join(", ", Forwarded().Select(route => $"{route.Method} {route.Path}"))}.";

    static IEnumerable<GatewayRoute> Forwarded() => All.Where(route => route.Serving != Serving.Composed);

    static IEnumerable<GatewayRoute> Of(SystemService service, params (string Method, string Path, Access Access)[] routes) =>
        routes.Select(route => new GatewayRoute(route.Method, route.Path, service.Name, route.Access));
}
